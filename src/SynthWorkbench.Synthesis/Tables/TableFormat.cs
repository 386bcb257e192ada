namespace SynthWorkbench.Synthesis.Tables;

/// <summary>The file formats a table is read from and written to, each also gzipped.</summary>
public enum TableFormat
{
    /// <summary>Delimited text: commas, semicolons, tabs or bars (RFC 4180 quoting).</summary>
    Csv,

    /// <summary>One JSON object a line.</summary>
    JsonLines,

    /// <summary>Apache Parquet with flat columns.</summary>
    Parquet,
}

/// <summary>What is known about formats from names and first bytes.</summary>
public static class TableFormats
{
    /// <summary>The extension files of this format carry, with its dot.</summary>
    public static string Extension(this TableFormat format) => format switch
    {
        TableFormat.Csv => ".csv",
        TableFormat.JsonLines => ".jsonl",
        TableFormat.Parquet => ".parquet",
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "Not a table format."),
    };

    /// <summary>The internet media type of this format.</summary>
    public static string MediaType(this TableFormat format) => format switch
    {
        TableFormat.Csv => "text/csv",
        TableFormat.JsonLines => "application/jsonl",
        TableFormat.Parquet => "application/vnd.apache.parquet",
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "Not a table format."),
    };

    /// <summary>The format a file name announces (a trailing <c>.gz</c> is looked through), or null.</summary>
    public static TableFormat? FromName(string fileName)
    {
        string name = fileName.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? fileName[..^3] : fileName;
        return Path.GetExtension(name).ToLowerInvariant() switch
        {
            ".csv" or ".tsv" or ".tab" or ".txt" => TableFormat.Csv,
            ".jsonl" or ".ndjson" or ".json" => TableFormat.JsonLines,
            ".parquet" or ".pq" => TableFormat.Parquet,
            _ => null,
        };
    }

    /// <summary>The format the first bytes (after gunzip) show: Parquet by its mark, JSON lines by an opening brace, otherwise null.</summary>
    public static TableFormat? FromBytes(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("PAR1"u8))
            return TableFormat.Parquet;
        var text = head.TrimStart(" \t\r\n"u8);
        if (text.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            text = text[3..];
        return text.StartsWith("{"u8) ? TableFormat.JsonLines : null;
    }

    /// <summary>Whether the bytes open a gzip stream (RFC 1952).</summary>
    public static bool IsGzip(ReadOnlySpan<byte> head) => head.Length >= 3 && head[0] == 0x1F && head[1] == 0x8B && head[2] == 8;
}
