using System.Text;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace SynthWorkbench.Synthesis.Tables.Text;

/// <summary>Finds how a file is laid out from its name and first bytes; what a person gave is taken as it is.</summary>
internal static partial class FormatSniffer
{
    private const int HeadBytes = 256 << 10;
    private const string Given = "Given.";

    public static FormatDetection Detect(TableFile file, ReadOptions options)
    {
        bool gzip = file.IsGzip();
        byte[] head = file.Head(gzip, HeadBytes);
        if (head.Length == 0)
            throw new TableReadException("The file is empty", "Choose a file with a header and at least one row.");
        var format = Format(file.Name, head, options);
        if (format.Value == TableFormat.Parquet)
            return new FormatDetection { Format = format, IsGzip = gzip };
        var encoding = options.Encoding is { } given ? new Detected<string>(given, 1, Given) : EncodingOf(head);
        if (format.Value == TableFormat.JsonLines)
            return new FormatDetection { Format = format, IsGzip = gzip, Encoding = encoding };

        string text = TableFile.EncodingByName(encoding.Value).GetString(head).TrimStart('\uFEFF');
        if (head.Length == HeadBytes && text.LastIndexOf('\n') is var end and > 0)
            text = text[..end];
        var quote = options.Quote is { } q ? new Detected<char>(q, 1, Given) : QuoteOf(text);
        var delimiter = options.Delimiter is { } d ? new Detected<char>(d, 1, Given) : DelimiterOf(text, quote.Value, file.Name);
        var rows = Rows(text, delimiter.Value, quote.Value, 200);
        return new FormatDetection
        {
            Format = format,
            IsGzip = gzip,
            Encoding = encoding,
            Quote = quote,
            Delimiter = delimiter,
            DecimalSeparator = options.DecimalSeparator is { } s ? new Detected<char>(s, 1, Given) : DecimalOf(rows, delimiter.Value),
            HasHeader = options.HasHeader is { } h ? new Detected<bool>(h, 1, Given) : HeaderOf(rows),
        };
    }

    private static Detected<TableFormat> Format(string name, byte[] head, ReadOptions options)
    {
        if (options.Format is { } given)
            return new(given, 1, Given);
        var announced = TableFormats.FromName(name);
        if (TableFormats.FromBytes(head) is { } seen)
            return new(seen, seen == announced ? 1 : 0.9, "The first bytes show it.");
        if (announced == TableFormat.Parquet)
            throw new TableReadException("The file is named Parquet but does not begin as one", "Write the file again, or give it the name of its format.");
        return announced is { } a
            ? new(a, 0.95, "The file name says it.")
            : new(TableFormat.Csv, 0.6, "Neither name nor first bytes show another format.");
    }

    private static Detected<string> EncodingOf(byte[] head)
    {
        if (head is [0xEF, 0xBB, 0xBF, ..])
            return new("utf-8", 1, "The byte-order mark says it.");
        if (head is [0xFF, 0xFE, ..])
            return new("utf-16", 1, "The byte-order mark says it.");
        if (head is [0xFE, 0xFF, ..])
            return new("utf-16BE", 1, "The byte-order mark says it.");
        int whole = head.Length;
        while (whole > 0 && head.Length == HeadBytes && head.Length - whole < 4 && (head[whole - 1] & 0xC0) == 0x80)
            whole--;
        if (whole > 0 && head.Length == HeadBytes && head[whole - 1] >= 0xC0)
            whole--;
        if (!Utf8.IsValid(head.AsSpan(0, whole)))
            return new("utf-8", 0.2, "The first bytes are not valid UTF-8; they may be windows-1252 or iso-8859-1: choose one.");
        return Array.Exists(head, b => b >= 0x80)
            ? new("utf-8", 0.98, "The first bytes are valid UTF-8 beyond ASCII.")
            : new("utf-8", 0.9, "The first bytes are plain ASCII.");
    }

    private static Detected<char> QuoteOf(string text)
    {
        if (!text.Contains('"') && SingleQuoted().Count(text) >= 4)
            return new('\'', 0.7, "Cells begin and end with single quotes.");
        return text.Contains('"') ? new('"', 0.95, "Cells are enclosed in double quotes.") : new('"', 0.8, "No quotes seen; double quotes are the standard.");
    }

    private static Detected<char> DelimiterOf(string text, char quote, string name)
    {
        (char Delimiter, double Share, int Cells) best = (',', 0, 1);
        foreach (char candidate in ",;\t|")
        {
            int[] counts = [.. Rows(text, candidate, quote, 200).Select(r => r.Count)];
            if (counts.Length == 0)
                continue;
            var mode = counts.GroupBy(c => c).OrderByDescending(g => g.Count()).ThenByDescending(g => g.Key).First();
            double share = (double)mode.Count() / counts.Length;
            if (mode.Key > 1 && (share > best.Share + 0.1 || (share > best.Share - 0.1 && mode.Key > best.Cells)))
                best = (candidate, share, mode.Key);
        }

        if (best.Cells > 1)
            return new(best.Delimiter, Math.Round(best.Share, 2), $"It parts {best.Share:P0} of the first rows into {best.Cells} cells.");
        return name.Contains(".tsv", StringComparison.OrdinalIgnoreCase) ? new('\t', 0.5, "The file name says it.") : new(',', 0.5, "No delimiter seen: one column.");
    }

    private static Detected<char> DecimalOf(List<List<string>> rows, char delimiter)
    {
        int points = 0, commas = 0;
        foreach (string cell in rows.Skip(1).SelectMany(r => r))
        {
            points += WithPoint().IsMatch(cell) ? 1 : 0;
            commas += WithComma().IsMatch(cell) && !Thousands().IsMatch(cell) ? 1 : 0;
        }

        if (commas > points)
            return new(',', delimiter == ',' ? 0.6 : 0.9, $"{commas:N0} of the first cells are numbers with a comma, {points:N0} with a point.");
        return new('.', points > 0 ? 0.95 : 0.7, points > 0 ? $"{points:N0} of the first cells are numbers with a point." : "No fractions seen; the point is the standard.");
    }

    private static Detected<bool> HeaderOf(List<List<string>> rows)
    {
        if (rows.Count == 0)
            return new(true, 0.5, "There is no row to judge by.");
        var first = rows[0];
        if (first.Exists(c => c.Length > 0 && (WithPoint().IsMatch(c) || Whole().IsMatch(c))))
            return new(false, 0.85, "The first row holds numbers.");
        if (rows.Count == 1)
            return new(true, 0.6, "The only row holds no numbers.");
        int columns = first.Count, numeric = 0, repeated = 0;
        for (int c = 0; c < columns; c++)
        {
            string[] below = [.. rows.Skip(1).Where(r => r.Count > c).Select(r => r[c])];
            numeric += below.Any(v => Whole().IsMatch(v) || WithPoint().IsMatch(v) || WithComma().IsMatch(v)) ? 1 : 0;
            repeated += first[c].Length > 0 && below.Contains(first[c], StringComparer.Ordinal) ? 1 : 0;
        }

        if (numeric > 0)
            return new(true, 0.95, $"The first row is words, {numeric} of the columns below hold numbers.");
        return repeated > 0
            ? new(false, 0.6, $"{repeated} of the first row's words occur again below.")
            : new(true, 0.7, "The first row's words do not occur again below.");
    }

    /// <summary>Splits text leniently: only for judging it.</summary>
    private static List<List<string>> Rows(string text, char delimiter, char quote, int most)
    {
        var rows = new List<List<string>>();
        var row = new List<string>();
        var cell = new StringBuilder();
        bool quoted = false;
        foreach (char c in text)
        {
            if (c == quote && (quoted || cell.Length == 0))
            {
                quoted = !quoted;
            }
            else if (!quoted && (c == delimiter || c == '\n'))
            {
                row.Add(cell.ToString().Trim());
                cell.Clear();
                if (c == '\n')
                {
                    if (row.Count > 1 || row[0].Length > 0)
                        rows.Add(row);
                    row = [];
                    if (rows.Count == most)
                        return rows;
                }
            }
            else
            {
                cell.Append(c);
            }
        }

        if (cell.Length > 0 || row.Count > 0)
            rows.Add([.. row, cell.ToString().Trim()]);
        return rows;
    }

    [GeneratedRegex(@"(?<=^|[,;\t|])'[^'\n]*'(?=$|[,;\t|\r])", RegexOptions.Multiline, 1000)]
    private static partial Regex SingleQuoted();

    [GeneratedRegex(@"^[-+]?\d*\.\d+([eE][-+]?\d+)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex WithPoint();

    [GeneratedRegex(@"^[-+]?\d+,\d+$", RegexOptions.None, 1000)]
    private static partial Regex WithComma();

    [GeneratedRegex(@"^[-+]?\d{1,3}(,\d{3})+$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Thousands();

    [GeneratedRegex(@"^[-+]?\d+$", RegexOptions.None, 1000)]
    private static partial Regex Whole();
}
