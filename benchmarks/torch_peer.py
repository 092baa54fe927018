"""What the same work costs with torch: run by benchmarks.speed in a Python that has torch and transformers.

Reads one JSON job from standard input and writes its timings as JSON to standard output. Weights are random, which
is honest for speed: no time depends on their values. Shapes: BERT as the shipped pair classifier's, and DeBERTa-v3-base
behind transformers' zero-shot classification pipeline, one pass for each (text, proposition) pair.
"""

from __future__ import annotations

import json
import statistics
import sys
import time


def median_seconds(run, times: int) -> float:
    """Median time of ``run`` after one call that doesn't count."""
    run()
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        run()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def same_shape(job: dict) -> float:
    """Seconds of one float32 pass of the shipped classifier's shape over a batch."""
    import torch
    from transformers import BertConfig, BertModel

    w = job["width"]
    config = BertConfig(
        hidden_size=w, num_hidden_layers=job["layers"], num_attention_heads=job["heads"], intermediate_size=4 * w
    )
    model = BertModel(config, add_pooling_layer=False).eval()
    ids = torch.randint(1000, 30_000, (job["batch"], job["pieces"]))
    mask = torch.ones_like(ids)
    with torch.inference_mode():
        return median_seconds(lambda: model(ids, attention_mask=mask), job["repeats"])


def pipeline(tokenizer_file: str):
    """The zero-shot pipeline on a DeBERTa-v3-base-shaped model, with any tokenizer: pieces are pieces."""
    from transformers import DebertaV2Config, DebertaV2ForSequenceClassification, PreTrainedTokenizerFast
    from transformers import pipeline as make

    config = DebertaV2Config(
        vocab_size=128_100,
        hidden_size=768,
        num_hidden_layers=12,
        num_attention_heads=12,
        intermediate_size=3072,
        max_position_embeddings=512,
        type_vocab_size=0,
        relative_attention=True,
        position_buckets=256,
        norm_rel_ebd="layer_norm",
        share_att_key=True,
        pos_att_type=["p2c", "c2p"],
        max_relative_positions=-1,
        position_biased_input=False,
        id2label={0: "entailment", 1: "neutral", 2: "contradiction"},
        label2id={"entailment": 0, "neutral": 1, "contradiction": 2},
    )
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_file=tokenizer_file,
        **{f"{name}_token": f"[{name.upper()}]" for name in ("unk", "cls", "sep", "pad", "mask")},
        model_max_length=512,
    )
    return make(
        "zero-shot-classification",
        model=DebertaV2ForSequenceClassification(config).eval(),
        tokenizer=tokenizer,
        device="cpu",
    )


def main() -> None:
    """Do the job on standard input."""
    job = json.load(sys.stdin)
    import torch
    import transformers

    transformers.logging.set_verbosity_error()
    torch.set_num_threads(job["threads"])
    torch.manual_seed(0)
    out = {"torch": torch.__version__, "transformers": transformers.__version__, "same_shape": same_shape(job)}
    zero_shot = pipeline(job["tokenizer"])

    def judge(pairs: list[list[str]], size: int) -> None:
        for text, target in pairs if size == 1 else []:
            zero_shot(text, candidate_labels=[target], hypothesis_template="{}", multi_label=True)
        if size > 1:
            texts = [t for t, _ in pairs]
            zero_shot(
                texts,
                candidate_labels=[pairs[0][1]],
                hypothesis_template="{}",
                multi_label=True,
                batch_size=size,
            )

    out["pipeline"] = median_seconds(lambda: judge(job["pairs"], job["batch"]), job["pipeline_repeats"])
    out["pipeline_single"] = median_seconds(lambda: judge(job["pairs"], 1), 1)
    started = time.perf_counter()
    for text, targets in job["article"]:
        zero_shot(text, candidate_labels=targets, hypothesis_template="{}", multi_label=True, batch_size=len(targets))
    out["article"] = time.perf_counter() - started
    json.dump(out, sys.stdout)


if __name__ == "__main__":
    main()
