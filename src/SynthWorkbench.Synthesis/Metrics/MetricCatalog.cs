using System.Collections.Immutable;

namespace SynthWorkbench.Synthesis.Metrics;

/// <summary>Every metric of the fidelity report. The definition pages, the tooltips and docs/definitions come from here.</summary>
public static class MetricCatalog
{
    /// <summary>The question of the privacy metrics.</summary>
    public const string Safe = "Is it safe?";

    /// <summary>The question of the metrics of sequences, which have a value only where a recipe says how rows follow each other.</summary>
    public const string InTime = "Does it move in time?";

    /// <summary>The question of the metrics of relations, which have a value only where a recipe has several tables.</summary>
    public const string Together = "Do the tables fit together?";

    /// <summary>The question of the metrics of free text, which have a value only where a table has some.</summary>
    public const string InWords = "Does it read right?";

    private const string Real = "Is it real?", Valid = "Is it valid?", Useful = "Is it useful?", Covers = "Does it cover?";

    /// <summary>The questions of a report, in order.</summary>
    public static ImmutableArray<string> Questions { get; } = [Real, InTime, InWords, Together, Valid, Safe, Useful, Covers];

    /// <summary>All definitions, grouped by question in the order of <see cref="Questions"/>.</summary>
    public static IReadOnlyList<MetricDefinition> All { get; } =
    [.. Definitions().OrderBy(d => Questions.IndexOf(d.Question))];

    private static MetricDefinition[] Definitions() =>
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
        new("three-way", "Three-way marginal score", Real, MetricGoal.Higher, 0, 1000, 1000, "How alike the tables of counts of three columns at a time are, from 0 to 1000.",
            "(2 - mean over triples of the L1 distance of joint shares) × 500; numbers in 10 equal-frequency bins; beyond 15 columns 400 triples", "Missing is a class; no value below three columns.", "NIST SDNist k-marginal (3-way)"),
        new("accuracy", "Marginal accuracy", Real, MetricGoal.Higher, 0, 1, 1, "How alike columns, pairs and triples are in coarse bins: the accuracy that MOSTLY AI publishes.",
            "mean over columns, pairs and triples of 1 - L1 / 2 of joint shares; ten bins, the ten most frequent labels", "Missing is a class.", "Platzer and Reutterer, Frontiers in Big Data 4 (2021); mostlyai-qa"),
        new("wasserstein", "Wasserstein distance", Real, MetricGoal.Lower, 0, 1, 0, "How far values would have to move, on average, as a share of the range.",
            "mean over number and date columns of the area between the distribution functions / range of the reference", "Missing values are left out; a column without range is left out.", "Villani, Optimal Transport (2009)"),
        new("jensen-shannon", "Jensen-Shannon divergence", Real, MetricGoal.Lower, 0, 1, 0, "How many bits a value tells about which table it came from.",
            "mean over columns of the Jensen-Shannon divergence (base 2) of 20 bins or labels", "Missing is a class.", "Lin, IEEE Trans. Information Theory 37 (1991)"),
        new("stability", "Population stability index", Real, MetricGoal.Lower, 0, 20, 0, "The shift measure of credit scoring: below 0.1 by custom none, above 0.25 a clear one.",
            "mean over columns of Σ (p - q) ln(p / q) over ten bins or labels, shares at least 0.0001", "Missing is a class.", "Siddiqi, Credit Risk Scorecards (2006)"),
        new("mutual-information", "Relation strength error", Real, MetricGoal.Lower, 0, 1, 0, "How far the strength of the relations between columns is off.",
            "mean over pairs of |Δ mutual information| / smaller entropy of the pair in the reference; beyond 400 pairs a choice", "Missing is a class; constant columns are left out.", "Cover and Thomas, Elements of Information Theory (2006)"),
        new("statistics", "Mean, median and spread", Real, MetricGoal.Higher, 0, 1, 1, "Whether numbers have the same mean, median and standard deviation.",
            "mean over number and date columns of 1 - |difference| / range of the reference, for mean, median and standard deviation", "Missing values are left out; a constant column is left out.", "SDMetrics StatisticSimilarity"),
        new("detection", "Detection", Real, MetricGoal.Ideal, 0, 1, 0.5, "How well a trained detector tells synthetic rows from real ones; 0.5 means it cannot.",
            "area under the out-of-fold ROC curve of gradient boosting, three folds, equal row counts", "Missing is a value of its own; no value below 30 rows.", "Lopez-Paz and Oquab, ICLR 2017 (classifier two-sample test)"),
        new("detection-linear", "Detection, linear", Real, MetricGoal.Ideal, 0, 1, 0.5, "The same test by logistic regression, which sees shifts but no interplay of columns.",
            "area under the out-of-fold ROC curve of ridge logistic regression, three folds, equal row counts, at most 10,000 rows each", "A missing number has a column of its own; no value below 30 rows.", "SDMetrics LogisticDetection"),
        new("propensity", "Propensity ratio", Real, MetricGoal.Ideal, 0, 1000, 1, "How much more the propensity to be synthetic varies than chance alone gives; 1 means no more.",
            "pMSE of logistic regression on all rows / its expectation for tables of the same kind", "As the linear detection.", "Snoke et al., JRSS A 181 (2018), S_pMSE"),
        new("autocorrelation", "Autocorrelation", InTime, MetricGoal.Higher, 0, 1, 1, "Whether numbers carry on from row to row as in the reference.",
            "mean over number columns and lags 1 to 10 of 1 - |Δ autocorrelation| / 2, pairs of rows of all sequences pooled", "Pairs with a missing value are left out, and so is a column without spread; no value where the recipe names no sequence.", "Box, Jenkins and Reinsel, Time Series Analysis (1994), section 2.1"),
        new("transitions", "Transitions", InTime, MetricGoal.Higher, 0, 1, 1, "Whether one label follows another as often as in the reference.",
            "mean over label columns of 1 - Σ share of a label × total variation distance of what follows it", "Missing is a label; labels beyond the 30 most frequent share one; no value where the recipe names no sequence.", "Levin, Peres and Wilmer, Markov Chains and Mixing Times (2009), section 4.1"),
        new("inter-event", "Time between rows", InTime, MetricGoal.Higher, 0, 1, 1, "Whether steps between rows are as long as in the reference: regular ones exactly, gaps as often.",
            "1 - KS of the differences of time of rows that follow each other", "In one series a gap above 1/800 of the whole is a break and left out; no value where the recipe names no sequence.", "SDMetrics InterRowMSAS, as a distribution; KSComplement"),
        new("referential-integrity", "Referential integrity", Together, MetricGoal.Higher, 0, 1, 1, "Whether every reference names a row that exists.",
            "least over foreign keys of the share of rows naming a parent whose parent exists", "Rows that name no parent are left out; no value where the recipe has one table.", "SDMetrics ReferentialIntegrity"),
        new("children-per-parent", "Children per parent", Together, MetricGoal.Higher, 0, 1, 1, "Whether parents have as many children as in the reference.",
            "mean over foreign keys of 1 - KS of the number of children of a parent, none included", "No value where the recipe has one table.", "SDMetrics CardinalityShapeSimilarity"),
        new("relation-trends", "Trends across tables", Together, MetricGoal.Higher, 0, 1, 1, "Whether children go together with their parents as in the reference.",
            "mean over foreign keys of the mean similarity of pairs of a parent's and a child's column (as in trends) in the joined tables", "Pairs without spread are left out; above 50,000 children evenly spaced ones are joined; no value where the recipe has one table.", "SDMetrics Intertable Trends"),
        new("sequence-length", "Sequence length", InTime, MetricGoal.Higher, 0, 1, 1, "Whether sequences have as many rows as in the reference.",
            "1 - KS of the number of rows of a sequence", "No value for one series, and where the recipe names no sequence.", "SDMetrics SequenceLengthSimilarity (KSComplement)"),
        new("copied-run", "Longest copied stretch", Safe, MetricGoal.Lower, 0, 100_000_000, 0, "Most rows in a row that repeat a stretch of the training rows in every column but whose and when. The unseen rows' figure is what chance alone gives.",
            "longest common run of rows of a synthetic and a training sequence, equal in all compared columns", "Missing equals missing; no value where the recipe names no sequence.", "longest common substring, Gusfield, Algorithms on Strings, Trees and Sequences (1997), section 7.4"),
        new("text-length", "Text length", InWords, MetricGoal.Higher, 0, 1, 1, "Whether texts have as many words and marks as in the reference.",
            "mean over columns of free text of 1 - KS of the number of tokens of a text", "Rows without a text are left out; no value without a column of free text.", "KSComplement of token counts"),
        new("text-vocabulary", "Vocabulary", InWords, MetricGoal.Higher, 0, 1, 1, "Whether texts use the reference's words and marks as often.",
            "mean over columns of free text of 1 - TV of the shares of tokens, whatever their case; those of fewer rows of the reference than the floor share one class", "As text length.", "TVComplement of unigrams"),
        new("text-pairs", "Pairs of words", InWords, MetricGoal.Higher, 0, 1, 1, "Whether one word or mark follows another as often as in the reference.",
            "as vocabulary, of pairs of neighbouring tokens, beginning and end of the text among them", "As text length.", "TVComplement of bigrams"),
        new("text-dependence", "Texts and other columns", InWords, MetricGoal.Higher, -1, 1, 1, "Whether texts speak of the row they stand in: as much more of a word where another column has a value as in the reference.",
            "concordance about 0 (2Σdd' / Σ(d² + d'²)) of the differences d between a word's share among rows of a class and among all rows; the 200 most frequent words, other columns' classes of at least 50 rows (numbers in five), by rows", "As text length; no value without another column of two classes or more.", "Lin, Biometrics 45 (1989), about zero"),
        new("text-copied", "Phrases from training texts", Safe, MetricGoal.Lower, 0, 1, 0.5, "Of four words in a row that occur in texts seen or in texts unseen, but not in both, the share that was seen: above 0.5 the texts lean on those learned from; a floor brings it below, for it forbids rare phrases of those alone.",
            "n(training only) / n(training or holdout only) of the synthetic texts' spans of four tokens, against equally many texts of either", "No value without a holdout or below 30 such spans.", "Platzer and Reutterer's share (2021), of n-grams as in McCoy et al., RAVEN, TACL 11 (2023)"),
        new("text-whole", "Texts repeated whole", Safe, MetricGoal.Lower, 0, 1, 0, "Share of texts that are a training text, whatever the case. The holdout's share is what chance alone gives.",
            "texts equal to a training text in all tokens / texts", "As text length.", "McCoy et al., RAVEN, TACL 11 (2023)"),
        new("text-longest", "Longest repeated span of words", Safe, MetricGoal.Lower, 0, 100_000_000, 0, "Most words and marks in a row that some training text has too. The holdout's figure is what chance alone gives.",
            "length of the longest span of a synthetic text that stands in a training text", "As text length; spans above 256 count as 256.", "longest common substring, Gusfield (1997), section 7.4"),
        new("text-rare", "Texts with a rare span", Safe, MetricGoal.Lower, 0, 1, 0, "Share of texts with a span of words, of whatever length, that stands in the training texts but in fewer rows than the floor. The text model writes none.",
            "texts with a span of tokens of 1 to floor - 1 training rows / texts; the floor of the recipe, 10 without one", "As text length.", "k-anonymity of spans: Sweeney (2002)"),
        new("text-personal", "Personal data repeated in texts", Safe, MetricGoal.Lower, 0, 100_000_000, 0, "How often a text repeats an e-mail or web address, a number or day of a training text, or a name, that fewer rows have than the floor.",
            "occurrences in the synthetic texts of values found by their shape in training texts, and of words of the person-name columns, that fewer training rows than the floor have", "As text length; names with two letters or more.", "canary exposure by exact match: Carlini et al., USENIX Security 2019"),
        new("validity", "Validity", Valid, MetricGoal.Higher, 0, 1, 1, "Share of values that lie in the reference's range or among its labels.",
            "mean over columns of the share of values within [min, max] or the label set", "A missing number is left out where the reference has missing values, and invalid where it has none; a missing label is valid where the reference has some.", "SDMetrics BoundaryAdherence, CategoryAdherence"),
        new("structure", "Structure", Valid, MetricGoal.Higher, 0, 1, 1, "Whether the columns and their kinds are those of the reference.",
            "share of the reference's columns that exist with the same kind", "Always defined.", "SDMetrics TableStructure"),
        new("key-uniqueness", "Key uniqueness", Valid, MetricGoal.Higher, 0, 1, 1, "Whether identifiers occur once only.",
            "mean over identifier columns of distinct present values / rows", "A missing identifier counts as a duplicate; no value without an identifier column.", "SDMetrics KeyUniqueness"),
        new("diagnostic", "Diagnostic score", Valid, MetricGoal.Higher, 0, 1, 1, "Whether the table could stand in the reference's place at all, in one number.",
            "mean(mean over columns of validity, and of key uniqueness for identifiers; structure)", "As its parts.", "SDMetrics DiagnosticReport"),
        new("coverage", "Support coverage", Covers, MetricGoal.Higher, 0, 1, 1, "How much of the reference's ranges and labels is reached.",
            "mean over columns of the share of the range spanned or of the labels that occur", "A constant column is left out.", "SDMetrics RangeCoverage, CategoryCoverage"),
        new("missingness", "Missingness", Valid, MetricGoal.Higher, 0, 1, 1, "Whether as many values are missing as in the reference.",
            "mean over columns of 1 - |Δ missing share|", "Always defined with rows.", "SDMetrics MissingValueSimilarity"),
        new("constraints", "Constraints kept", Valid, MetricGoal.Higher, 0, 1, 1, "Share of rows that keep every constraint of the recipe, judged on the finished table.",
            "rows that break none / rows; a combination counts as broken when no training row has it, a value that must be unique from its second row on", "A row that lacks a value of a condition keeps it; no value without constraints.", "SDMetrics ConstraintAdherence, by row"),
        new("exact-copies", "Exact copies", Safe, MetricGoal.Lower, 0, 1, 0, "Share of synthetic rows that repeat a training row in every column. The holdout's share is what chance alone gives.",
            "rows equal in all compared columns to some training row / rows", "Missing equals missing.", "SDMetrics NewRowSynthesis (complement, exact match)"),
        new("new-rows", "New rows", Safe, MetricGoal.Higher, 0, 1, 1, "Share of synthetic rows that match no training row, numbers within one percent.",
            "rows without a training row that is equal in every label and date and within 1 % of every number / rows", "Missing equals missing.", "SDMetrics NewRowSynthesis"),
        new("dcr-share", "Closer to training rows", Safe, MetricGoal.Ideal, 0, 1, 0.5, "Share of synthetic rows closer to a training row than to an unseen one; above 0.5 the table leans on rows it saw. Passing is no proof of privacy.",
            "P(d_train < d_holdout) + ½ P(equal), nearest distances among equally many rows", "Missing against a value is distance 1, against missing 0.", "Platzer and Reutterer, Frontiers in Big Data 4 (2021)"),
        new("nndr", "Nearest-neighbour ratio", Safe, MetricGoal.Ideal, 0, 1, 1, "Distance to the nearest training row over that to the second nearest: low values single out one person. Compare with the unseen rows' ratio.",
            "mean over synthetic rows of d1 / d2 among training rows", "As distances; two equal rows count as 1.", "Zhao et al., CTAB-GAN, ACML 2021"),
        new("membership-distance", "Membership attack, distance", Safe, MetricGoal.Lower, 0, 1, 0.5, "How well an attacker tells who was in the training rows by the distance to the nearest synthetic row; 0.5 means not at all.",
            "area under the ROC curve, training rows against unseen rows", "As distances; no value below 100 holdout rows.", "Chen et al., GAN-Leaks, CCS 2020"),
        new("membership-density", "Membership attack, density", Safe, MetricGoal.Lower, 0, 1, 0.5, "The same by an attacker who knows other people of the population: crowding of synthetic rows beyond that of real ones gives members away.",
            "area under the ROC curve of log(mean distance to five unseen rows / to five synthetic rows)", "As distances; no value below 100 holdout rows.", "van Breugel et al., DOMIAS, AISTATS 2023"),
        new("membership-found", "Members found at 1 % false alarms", Safe, MetricGoal.Lower, 0, 1, 0.01, "Share of training rows that the density attack finds while it wrongly accuses one unseen row in a hundred.",
            "true-positive rate at a false-positive rate of 1 %", "As the attack.", "Carlini et al., IEEE S&P 2022"),
        new("membership-outliers", "Membership attack on unusual rows", Safe, MetricGoal.Lower, 0, 1, 0.5, "The distance attack on the tenth of rows that lie farthest from other people: the ones with most to lose.",
            "area under the ROC curve among the tenth of rows with the largest distance to unseen rows", "As the attack; no value below 20 rows of either side.", "Stadler, Oprisanu and Troncoso, USENIX Security 2022 (outlier targets)"),
        new("singling-out", "Singling-out risk", Safe, MetricGoal.Lower, 0, 1, 0, "How much better descriptions that fit one synthetic row fit exactly one training row than exactly one unseen row.",
            "(main - control) / (1 - control) of Wilson-adjusted rates, the worse of one-column and three-column predicates, tables of equal size", "A missing value can be part of a description.", "Giomi et al., Anonymeter, PoPETs 2023"),
        new("linkability", "Linkability risk", Safe, MetricGoal.Lower, 0, 1, 0, "How much better two halves of a training row's attributes lead to the same synthetic row than those of an unseen row.",
            "(main - control) / (1 - control), every other column against the columns between, one neighbour", "As distances; no value below four columns.", "Giomi et al., Anonymeter, PoPETs 2023"),
        new("inference", "Inference risk", Safe, MetricGoal.Lower, 0, 1, 0, "How much better a value is guessed from all others for a training row than for an unseen row; the worst column.",
            "largest over columns of (main - control) / (1 - control); right when equal or within 5 % of a number", "A missing secret is guessed by a missing one.", "Giomi et al., Anonymeter, PoPETs 2023"),
        new("disclosure", "Attribute disclosure", Safe, MetricGoal.Lower, 0, 1, 0, "How much more often a few known attributes settle another one, rightly, for training rows than for unseen rows; the worst column.",
            "largest over targets of (main - control) / (1 - control) of rows whose synthetic counterparts agree on the target and are right", "Missing is a value.", "Raab, Nowok and Dibben, arXiv:2406.16826 (2024), DiSCO"),
        new("authenticity", "Authenticity", Safe, MetricGoal.Ideal, 0, 1, 0.5, "Share of synthetic rows farther from their nearest training row than that row is from its own nearest; unseen rows show about half.",
            "P(d(synthetic, nearest training row) > d(that row, its nearest))", "A missing number stands at the mean, with a column of its own that says so; missing labels are a label.", "Alaa et al., ICML 2022, section 4"),
        new("utility", "Utility for the target", Useful, MetricGoal.Higher, -1, 1, 1, "What a learner trained on the synthetic table achieves on unseen real rows, beside the same learner trained on the real ones.",
            "gradient boosting; area under the ROC curve (classes by share) or R² on the holdout", "Rows without a target are left out; missing features are a value.", "Esteban, Hyland and Rätsch (2017), TSTR and TRTR"),
        new("augmentation", "Gain by augmentation", Useful, MetricGoal.Higher, -1, 1, 0, "What synthetic rows add when only a tenth of the real rows is at hand.",
            "best score with synthetic rows added to a tenth of the training rows - score of that tenth alone", "As utility.", "Shorten and Khoshgoftaar, J. Big Data 6 (2019), as a learning curve"),
        new("alpha-precision", "Precision", Covers, MetricGoal.Higher, 0, 1, 1, "How well synthetic rows stay where real rows are, from the centre to the fringe.",
            "1 - Σ|α - share of synthetic rows within the reference's α-quantile of distance to its centre| / Σα", "A missing number stands at the mean, with a column of its own that says so; missing labels are a label.", "Alaa et al., ICML 2022, alpha-precision"),
        new("beta-recall", "Recall", Covers, MetricGoal.Ideal, 0, 1, 0.5, "How much of the reference has a synthetic row nearer than its nearest real one; rows of the same kind give about half.",
            "1 - Σ|β - covered share at β| / Σβ", "A missing number stands at the mean, with a column of its own that says so; missing labels are a label.", "Alaa et al., ICML 2022, beta-recall"),
        new("rare-coverage", "Rare labels reached", Covers, MetricGoal.Higher, 0, 1, 1, "Share of the reference's rare labels that occur in the synthetic table at all.",
            "labels of five rows or more and at most 2 % of the reference that occur / such labels", "No value where no label is rare.", "rare-category coverage as in Platzer and Reutterer (2021)"),
        new("pairs-reached", "Pairs of segments reached", Covers, MetricGoal.Higher, 0, 1, 1, "Share of the combinations of two columns' segments, common enough in the reference, that have a synthetic row.",
            "combinations of segments with ten training rows or more and a synthetic row / such combinations, over all pairs of at most 24 columns; a segment is a label or a fifth of a number's values", "Missing is a segment; dates are left out; no value without two columns of two segments, and where the recipe is private: the combinations would be read from the reference.", "Kuhn, Kacker and Lei, NISTIR 7878 (2012), combinatorial coverage"),
        new("triples-reached", "Triples of segments reached", Covers, MetricGoal.Higher, 0, 1, 1, "The same of combinations of three columns.",
            "as pairs, over all triples of at most 12 columns", "As pairs; no value below three columns.", "Kuhn, Kacker and Lei, NISTIR 7878 (2012), combinatorial coverage"),
    ];

    /// <summary>Whether a report shows a metric: one that has no value because a table has no order, no text, or no others beside it is left out.</summary>
    public static bool IsShown(MetricValue metric)
    {
        ArgumentNullException.ThrowIfNull(metric);
        return metric.Value is not null || !(metric.Id.StartsWith("text-", StringComparison.Ordinal) || Find(metric.Id)?.Question is InTime or Together);
    }

    /// <summary>The definition of an id, or null.</summary>
    public static MetricDefinition? Find(string id) => All.FirstOrDefault(d => d.Id == id);
}
