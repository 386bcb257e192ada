namespace SynthWorkbench.Synthesis.Metrics;

/// <summary>Every metric of the fidelity report. The definition pages, the tooltips and docs/definitions come from here.</summary>
public static class MetricCatalog
{
    private const string Real = "Is it real?", Valid = "Is it valid?", Safe = "Is it safe?";

    /// <summary>All definitions in report order.</summary>
    public static IReadOnlyList<MetricDefinition> All { get; } =
    [
        new("quality", "Quality", Real, MetricGoal.Higher, 0, 1, 1, "How alike columns and pairs of columns are to the reference, in one number.",
            "mean(shapes, trends)", "Undefined parts are left out of the mean.", "SDMetrics QualityReport, all pairs"),
        new("quality-report", "Quality report score", Real, MetricGoal.Higher, 0, 1, 1, "As quality, but of the pairs only those that go together in the reference: the figure that other tools publish.",
            "mean(shapes, trends of related columns)", "Undefined parts are left out of the mean.", "SDMetrics QualityReport with its default thresholds"),
        new("shapes", "Column shapes", Real, MetricGoal.Higher, 0, 1, 1, "How alike each single column's distribution is.",
            "mean over columns of 1 - KS (numbers, dates) or 1 - TV (labels)", "Missing values are left out; a column without values in either table is left out.", "SDMetrics Column Shapes (KSComplement, TVComplement)"),
        new("trends", "Column pair trends", Real, MetricGoal.Higher, 0, 1, 1, "How alike the relations between columns are.",
            "mean over pairs of 1 - |Δ Pearson| / 2 (two numbers) or 1 - TV of joint shares (ten equal-width bins of each table's own range)", "Pearson over complete pairs; missing is a class of its own in joint shares; a pair without spread is left out.", "SDMetrics Column Pair Trends without thresholds"),
        new("trends-shared", "Pair trends, shared edges", Real, MetricGoal.Higher, 0, 1, 1, "Pair trends with the reference's bins for both tables: one outlier does not move it.",
            "as trends, with bin edges of the reference", "As trends.", "SDMetrics ContingencySimilarity, stand-alone form"),
        new("trends-strong", "Trends of related columns", Real, MetricGoal.Higher, 0, 1, 1, "Pair trends of those columns only that go together in the reference: unrelated pairs cannot flatter it.",
            "as trends, over pairs whose |Pearson| is above 0.5 or Cramér's V above 0.3 in the reference", "As trends; no value when no pair is related.", "SDMetrics Column Pair Trends with its default thresholds"),
        new("k-marginal", "k-marginal score", Real, MetricGoal.Higher, 0, 1000, 1000, "How alike the tables of counts of two columns at a time are, from 0 to 1000.",
            "(2 - mean over pairs of the L1 distance of joint shares) × 500; numbers in 20 equal-frequency bins", "Missing is a class.", "NIST SDNist k-marginal (2-way)"),
        new("statistics", "Mean, median and spread", Real, MetricGoal.Higher, 0, 1, 1, "Whether numbers have the same mean, median and standard deviation.",
            "mean over number and date columns of 1 - |difference| / range of the reference, for mean, median and standard deviation", "Missing values are left out; a constant column is left out.", "SDMetrics StatisticSimilarity"),
        new("detection", "Detection", Real, MetricGoal.Ideal, 0, 1, 0.5, "How well a trained detector tells synthetic rows from real ones; 0.5 means it cannot.",
            "area under the out-of-fold ROC curve of gradient boosting, three folds, equal row counts", "Missing is a value of its own; no value below 30 rows.", "Lopez-Paz and Oquab, ICLR 2017 (classifier two-sample test)"),
        new("validity", "Validity", Valid, MetricGoal.Higher, 0, 1, 1, "Share of values that lie in the reference's range or among its labels.",
            "mean over columns of the share of values within [min, max] or the label set", "A missing number is left out where the reference has missing values, and invalid where it has none; a missing label is valid where the reference has some.", "SDMetrics BoundaryAdherence, CategoryAdherence"),
        new("structure", "Structure", Valid, MetricGoal.Higher, 0, 1, 1, "Whether the columns and their kinds are those of the reference.",
            "share of the reference's columns that exist with the same kind", "Always defined.", "SDMetrics TableStructure"),
        new("key-uniqueness", "Key uniqueness", Valid, MetricGoal.Higher, 0, 1, 1, "Whether identifiers occur once only.",
            "mean over identifier columns of distinct present values / rows", "A missing identifier counts as a duplicate; no value without an identifier column.", "SDMetrics KeyUniqueness"),
        new("diagnostic", "Diagnostic score", Valid, MetricGoal.Higher, 0, 1, 1, "Whether the table could stand in the reference's place at all, in one number.",
            "mean(mean over columns of validity, and of key uniqueness for identifiers; structure)", "As its parts.", "SDMetrics DiagnosticReport"),
        new("coverage", "Support coverage", Valid, MetricGoal.Higher, 0, 1, 1, "How much of the reference's ranges and labels is reached.",
            "mean over columns of the share of the range spanned or of the labels that occur", "A constant column is left out.", "SDMetrics RangeCoverage, CategoryCoverage"),
        new("missingness", "Missingness", Valid, MetricGoal.Higher, 0, 1, 1, "Whether as many values are missing as in the reference.",
            "mean over columns of 1 - |Δ missing share|", "Always defined with rows.", "SDMetrics MissingValueSimilarity"),
        new("exact-copies", "Exact copies", Safe, MetricGoal.Lower, 0, 1, 0, "Share of synthetic rows that repeat a training row in every column. The holdout's share is what chance alone gives.",
            "rows equal in all compared columns to some training row / rows", "Missing equals missing.", "SDMetrics NewRowSynthesis (complement, exact match)"),
        new("new-rows", "New rows", Safe, MetricGoal.Higher, 0, 1, 1, "Share of synthetic rows that match no training row, numbers within one percent.",
            "rows without a training row that is equal in every label and date and within 1 % of every number / rows", "Missing equals missing.", "SDMetrics NewRowSynthesis"),
        new("dcr-share", "Closer to training rows", Safe, MetricGoal.Ideal, 0, 1, 0.5, "Share of synthetic rows closer to a training row than to an unseen one; above 0.5 the table leans on rows it saw. Passing is no proof of privacy.",
            "P(d_train < d_holdout) + ½ P(equal), nearest distances among equally many rows", "Missing against a value is distance 1, against missing 0.", "Platzer and Reutterer, Frontiers in Big Data 4 (2021)"),
    ];

    /// <summary>The definition of an id, or null.</summary>
    public static MetricDefinition? Find(string id) => All.FirstOrDefault(d => d.Id == id);
}
