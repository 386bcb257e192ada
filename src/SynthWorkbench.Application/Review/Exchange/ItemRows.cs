using System.Text.Json;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Application.Review.Exchange;

/// <summary>A row of a file: its line (Parquet: its row) and its cells by column; absent and empty cells are null.</summary>
internal sealed record ItemRow(long Line, Dictionary<string, string?> Cells)
{
    public string? this[string? column] => column is null ? null : Cells.GetValueOrDefault(column);
}

/// <summary>The rows of a file of items, or the problem that keeps it from being read.</summary>
internal sealed record ItemRows(IReadOnlyList<string> Columns, IReadOnlyList<ItemRow> Rows, string? Problem = null)
{
    public static ItemRows Refused(string problem) => new([], [], problem);

    /// <summary>Reads JSON lines or an array of objects; nested objects become columns named with points, conversations become transcripts.</summary>
    public static ItemRows OfObjects(IEnumerable<(long Line, JsonElement Item)> objects)
    {
        var columns = new List<string>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        var rows = new List<ItemRow>();
        foreach (var (line, item) in objects)
        {
            if (item.ValueKind != JsonValueKind.Object)
                return Refused($"Line {line:N0} is no object. Write one JSON object for each item, like {{\"id\": \"1\", \"text\": \"...\"}}.");
            var cells = new Dictionary<string, string?>(StringComparer.Ordinal);
            Flatten(item, "");
            rows.Add(new ItemRow(line, cells));
            if (rows.Count > ImportLimits.Rows)
                return TooMany();

            void Flatten(JsonElement value, string prefix)
            {
                foreach (var property in value.EnumerateObject())
                {
                    string name = prefix + property.Name;
                    if (prefix.Length == 0 && property.Value.ValueKind == JsonValueKind.Object && property.Name is "gold" or "suggestion" or "data" or "fields")
                    {
                        Flatten(property.Value, property.Name is "gold" or "suggestion" ? name + "." : "");
                        continue;
                    }

                    if (known.Add(name))
                        columns.Add(name);
                    cells[name] = JsonText.Of(property.Value);
                }
            }
        }

        return new ItemRows(columns, rows);
    }

    /// <summary>Reads a CSV, TSV or Parquet file, every cell as text.</summary>
    public static ItemRows OfTable(string path, string name, CancellationToken ct)
    {
        var limits = ReadLimits.Default with { MaxCellBytes = ImportLimits.TextBytes, MaxUnpackedBytes = ImportLimits.Bytes };
        var options = new ReadOptions { Limits = limits, MissingTokens = [""] };
        string bare = name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? name[..^3] : name;
        if (Path.GetExtension(bare).ToLowerInvariant() is ".tsv" or ".tab")
            options = options with { Delimiter = '\t' };
        TableSchema schema;
        bool isText;
        using (var reader = TableReader.Open(path, options, ct, name))
        {
            isText = reader.Detection.Format.Value != TableFormat.Parquet;
            schema = isText ? new TableSchema(reader.Schema.Columns.Select(c => new ColumnSchema(c.Name, ColumnKind.Text))) : reader.Schema;
        }

        // Read again as text: "007" stays what it is, and a column of numbers with one word in it is no mistake here.
        using var rows = TableReader.Open(path, isText ? options with { Schema = schema } : options, ct, name);
        var read = new List<ItemRow>();
        long line = isText ? 2 : 1;
        foreach (var chunk in rows.ReadChunks(TableReader.DefaultChunkRows, ct))
        {
            for (int row = 0; row < chunk.RowCount; row++)
            {
                var cells = new Dictionary<string, string?>(chunk.Columns.Length, StringComparer.Ordinal);
                long ends = 0;
                foreach (var column in chunk.Columns)
                {
                    string? cell = column.Format(row);
                    cells[column.Name] = cell;
                    ends += isText && cell is not null ? cell.AsSpan().Count('\n') : 0;
                }

                read.Add(new ItemRow(line, cells));
                line += 1 + ends;
                if (read.Count > ImportLimits.Rows)
                    return TooMany();
            }
        }

        return new ItemRows([.. schema.Columns.Select(c => c.Name)], read);
    }

    private static ItemRows TooMany() => Refused($"The file has more than {ImportLimits.Rows:N0} rows. Split it into several campaigns.");
}

/// <summary>JSON values as text.</summary>
internal static class JsonText
{
    /// <summary>Strings as they are, null as null, a conversation as lines of <c>role: words</c>, anything else as JSON.</summary>
    public static string? Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Array when IsConversation(value) => string.Join('\n', value.EnumerateArray().Select(t => $"{Part(t, "role", "author", "speaker")}: {Part(t, "content", "text", "message")}")),
        _ => value.GetRawText(),
    };

    public static bool IsConversation(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0 && value.EnumerateArray().All(t => Part(t, "role", "author", "speaker") is not null && Part(t, "content", "text", "message") is not null);

    private static string? Part(JsonElement turn, params string[] names)
    {
        if (turn.ValueKind != JsonValueKind.Object)
            return null;
        foreach (string name in names)
        {
            if (turn.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String)
                return value.GetString();
        }

        return null;
    }
}
