using System.Text;

namespace SynthWorkbench.Synthesis.Tables;

/// <summary>A file that cannot be read as a table: what is wrong, where, and what to do about it, in words for a person.</summary>
public sealed class TableReadException : Exception
{
    /// <summary>Makes the error; the message joins problem, place and remedy.</summary>
    public TableReadException(string problem, string remedy, long? row = null, string? column = null, string? value = null, Exception? inner = null)
        : base(Compose(problem, remedy, row, column, value), inner)
    {
        Problem = problem;
        Remedy = remedy;
        Row = row;
        Column = column;
        Value = value is null ? null : Shorten(value);
    }

    /// <summary>What is wrong.</summary>
    public string Problem { get; }

    /// <summary>What to do.</summary>
    public string Remedy { get; }

    /// <summary>The line of the file, counted from 1 (Parquet: the row, counted from 1).</summary>
    public long? Row { get; }

    /// <summary>The column's name.</summary>
    public string? Column { get; }

    /// <summary>The value that does not fit, shortened to 60 characters.</summary>
    public string? Value { get; }

    private static string Compose(string problem, string remedy, long? row, string? column, string? value)
    {
        var text = new StringBuilder();
        if (row is not null)
            text.Append("Row ").Append(row.Value.ToString("N0"));
        if (column is not null)
            text.Append(text.Length == 0 ? "Column '" : ", column '").Append(Shorten(column)).Append('\'');
        if (text.Length > 0)
            text.Append(": ");
        text.Append(problem.TrimEnd('.'));
        if (value is not null)
            text.Append(" (value '").Append(Shorten(value)).Append("')");
        return text.Append(". ").Append(remedy).ToString();
    }

    private static string Shorten(string text)
    {
        var clean = new StringBuilder();
        foreach (char c in text.AsSpan(0, Math.Min(60, text.Length)))
            clean.Append(char.IsControl(c) ? ' ' : c);
        return text.Length > 60 ? clean.Append('…').ToString() : clean.ToString();
    }
}
