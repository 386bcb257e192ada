using System.Collections.Immutable;

namespace SynthWorkbench.Synthesis.Tables;

/// <summary>How a file is read. What is null is detected from the file and told in <see cref="FormatDetection"/>.</summary>
public sealed record ReadOptions
{
    /// <summary>The texts that stand for "no value" unless others are given.</summary>
    public static readonly ImmutableArray<string> DefaultMissingTokens =
        ["", "?", "NA", "N/A", "n/a", "#N/A", "NaN", "nan", "NAN", "null", "NULL", "<NA>", "NaT"];

    /// <summary>The file's format.</summary>
    public TableFormat? Format { get; init; }

    /// <summary>CSV: what separates cells.</summary>
    public char? Delimiter { get; init; }

    /// <summary>CSV: what encloses cells that hold delimiters or line ends; a doubled one stands for itself.</summary>
    public char? Quote { get; init; }

    /// <summary>The text encoding by its name: <c>utf-8</c>, <c>utf-16</c>, <c>windows-1252</c>, <c>iso-8859-1</c>.</summary>
    public string? Encoding { get; init; }

    /// <summary>CSV: point or comma.</summary>
    public char? DecimalSeparator { get; init; }

    /// <summary>CSV: whether the first row names the columns. Without one the columns are <c>column_1</c>, <c>column_2</c>, ...</summary>
    public bool? HasHeader { get; init; }

    /// <summary>Texts that stand for "no value" (compared exactly, after trimming blanks).</summary>
    public ImmutableArray<string> MissingTokens { get; init; } = DefaultMissingTokens;

    /// <summary>Infinities (<c>inf</c>, <c>-Infinity</c>) in numeric columns become missing; otherwise they are refused with their row.</summary>
    public bool InfinitiesAsMissing { get; init; }

    /// <summary>CSV: rows with too few cells are filled with missing values; otherwise they are refused with their row.</summary>
    public bool PadShortRows { get; init; }

    /// <summary>A repeated column name gets a suffix (<c>_2</c>, <c>_3</c>); otherwise it is refused.</summary>
    public bool SuffixDuplicateNames { get; init; }

    /// <summary>A schema that columns of the same name follow exactly (kind, decimals, date format, ordinal order); other columns are inferred.</summary>
    public TableSchema? Schema { get; init; }

    /// <summary>Per column, what a person decided against the inference.</summary>
    public ImmutableDictionary<string, ColumnOverride> Overrides { get; init; } = ImmutableDictionary<string, ColumnOverride>.Empty;

    /// <summary>What a file may not exceed.</summary>
    public ReadLimits Limits { get; init; } = ReadLimits.Default;
}

/// <summary>A person's decision about one column; what is null stays as inferred.</summary>
public sealed record ColumnOverride
{
    /// <summary>How the values are held.</summary>
    public ColumnKind? Kind { get; init; }

    /// <summary>What part the column plays.</summary>
    public ColumnRole? Role { get; init; }

    /// <summary>Kind of personal data.</summary>
    public PiiKind? Pii { get; init; }

    /// <summary>The .NET custom date format.</summary>
    public string? DateTimeFormat { get; init; }

    /// <summary>The order of the categories carries meaning.</summary>
    public bool? IsOrdinal { get; init; }
}

/// <summary>Bounds that keep a hostile or broken file from taking the machine down.</summary>
public sealed record ReadLimits
{
    /// <summary>5,000 columns, 1 MiB a cell, 64 MiB a row, 256 GiB unpacked, gzip ratio 300.</summary>
    public static readonly ReadLimits Default = new();

    /// <summary>The largest number of columns.</summary>
    public int MaxColumns { get; init; } = 5_000;

    /// <summary>The largest cell in bytes of UTF-8.</summary>
    public int MaxCellBytes { get; init; } = 1 << 20;

    /// <summary>The largest row in bytes of UTF-8.</summary>
    public int MaxRowBytes { get; init; } = 64 << 20;

    /// <summary>The largest size of a gzip file once unpacked, in bytes.</summary>
    public long MaxUnpackedBytes { get; init; } = 256L << 30;

    /// <summary>Gzip: unpacked bytes for each packed byte, judged from 32 MiB of output on.</summary>
    public int MaxGzipRatio { get; init; } = 300;
}
