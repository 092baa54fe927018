"""Whole corpora: articles from files, tables or object storage to partitioned Parquet, resumable and on a cluster.

A corpus is planned once (``plan``): cut into partitions, each a fixed part of the input. A partition is read
(``rows``), analysed article by article (``work``) and written in one piece (``store``), by one process (``local``)
or by the nodes of a Ray cluster (``cluster``), with the same result. ``query`` answers questions about it.
"""
