"""Written reports (分析报告) in the browser: drafted, traced figure by figure, handed in as edited, compared."""
