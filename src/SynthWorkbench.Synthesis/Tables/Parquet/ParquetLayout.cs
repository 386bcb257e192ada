using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using global::Parquet.Schema;

namespace SynthWorkbench.Synthesis.Tables.Parquet;

/// <summary>
/// How a table lies in a Parquet file of ours: integers as INT64, other numbers as DOUBLE, dates as microsecond timestamps without zone, labels as
/// UTF-8; every column optional. Kind, role, precision and format are kept as JSON in the file's key-value metadata.
/// </summary>
internal static class ParquetLayout
{
    public const string SchemaKey = "synthworkbench.schema";
    public const int RowGroupRows = 65_536;

    private static readonly JsonSerializerOptions Json = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        Converters = { new JsonStringEnumConverter() },
    };

    public static DataField FieldOf(ColumnSchema column) => column.Kind switch
    {
        ColumnKind.Numeric => column.IsInteger ? new DataField(column.Name, typeof(long), true) : new DataField(column.Name, typeof(double), true),
        ColumnKind.DateTime => new DateTimeDataField(column.Name, DateTimeFormat.Timestamp, false, DateTimeTimeUnit.Micros, true),
        _ => new DataField(column.Name, typeof(string), true),
    };

    /// <param name="schema">The columns.</param>
    /// <param name="orders">Per ordinal column, its categories in order.</param>
    public static string Describe(TableSchema schema, IReadOnlyDictionary<string, ImmutableArray<string>> orders) => JsonSerializer.Serialize(
        schema.Columns.Select(c => new StoredColumn(c.Name, c.Kind, c.Role, c.Pii, c.Decimals, c.IsOrdinal, c.DateTimeFormat, c.Reason, orders.TryGetValue(c.Name, out var order) ? [.. order] : null)), Json);

    /// <summary>The stored schema when it fits the file's columns, else null.</summary>
    public static (TableSchema Schema, string[]?[] Orders)? Read(ParquetSchema file, IReadOnlyDictionary<string, string> metadata)
    {
        if (!metadata.TryGetValue(SchemaKey, out string? json))
            return null;
        StoredColumn[] stored;
        try
        {
            stored = JsonSerializer.Deserialize<StoredColumn[]>(json, Json) ?? [];
        }
        catch (JsonException)
        {
            return null;
        }

        var fields = file.Fields;
        if (stored.Length != fields.Count || stored.Where((c, i) => c.Name != fields[i].Name || !fields[i].Equals(FieldOf(c.ToSchema()))).Any())
            return null;
        return (new TableSchema(stored.Select(c => c.ToSchema())), [.. stored.Select(c => c.Order)]);
    }

    private sealed record StoredColumn(string Name, ColumnKind Kind, ColumnRole Role, PiiKind Pii, int Decimals, bool IsOrdinal, string? DateTimeFormat, string? Reason, string[]? Order)
    {
        public ColumnSchema ToSchema() => new(Name, Kind) { Role = Role, Pii = Pii, Decimals = Decimals, IsOrdinal = IsOrdinal, DateTimeFormat = DateTimeFormat, Reason = Reason };
    }
}
