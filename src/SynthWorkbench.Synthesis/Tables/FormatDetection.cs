namespace SynthWorkbench.Synthesis.Tables;

/// <summary>One setting found in a file's first bytes, how sure that is and why.</summary>
/// <param name="Value">The setting.</param>
/// <param name="Confidence">0 (a guess) to 1 (certain or given by a person).</param>
/// <param name="Reason">Why, in words.</param>
public sealed record Detected<T>(T Value, double Confidence, string Reason);

/// <summary>How a file is laid out, as detected or as given in <see cref="ReadOptions"/>. Shown to a person, who may change it.</summary>
public sealed record FormatDetection
{
    /// <summary>The file's format.</summary>
    public required Detected<TableFormat> Format { get; init; }

    /// <summary>Whether the file is packed with gzip.</summary>
    public required bool IsGzip { get; init; }

    /// <summary>Text encoding by name; null for Parquet.</summary>
    public Detected<string>? Encoding { get; init; }

    /// <summary>CSV: the delimiter.</summary>
    public Detected<char>? Delimiter { get; init; }

    /// <summary>CSV: the quote.</summary>
    public Detected<char>? Quote { get; init; }

    /// <summary>CSV: point or comma.</summary>
    public Detected<char>? DecimalSeparator { get; init; }

    /// <summary>CSV: whether the first row names the columns.</summary>
    public Detected<bool>? HasHeader { get; init; }
}
