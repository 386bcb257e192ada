using System.Collections.Immutable;
using System.IO.Compression;
using global::Parquet;
using global::Parquet.Schema;
using SynthWorkbench.Synthesis.Tables.Writing;

namespace SynthWorkbench.Synthesis.Tables.Parquet;

/// <summary>Writes row groups of a fixed number of rows, so that the bytes do not depend on how the table was chunked.</summary>
internal sealed class ParquetEncoder : ITableEncoder
{
    private readonly TableSchema _schema;
    private readonly ParquetSchema _fields;
    private readonly ParquetWriter _writer;
    private readonly List<Table> _pending = [];
    private readonly Dictionary<string, ImmutableArray<string>> _orders = new(StringComparer.Ordinal);
    private int _pendingRows;
    private bool _closed;

    public ParquetEncoder(Stream output, TableSchema schema)
    {
        _schema = schema;
        _fields = new ParquetSchema(schema.Columns.Select(ParquetLayout.FieldOf));
        var options = new ParquetOptions { CompressionMethod = CompressionMethod.Snappy, CompressionLevel = CompressionLevel.Fastest };
        _writer = ParquetWriter.CreateAsync(_fields, output, options).GetAwaiter().GetResult();
    }

    public void Append(Table chunk)
    {
        foreach (var column in chunk.Columns)
        {
            if (column is CodedColumn coded && column.Schema.IsOrdinal && (!_orders.TryGetValue(column.Name, out var order) || order.Length < coded.Dictionary.Length))
                _orders[column.Name] = coded.Dictionary;
        }

        int start = 0;
        while (_pendingRows + chunk.RowCount - start >= ParquetLayout.RowGroupRows)
        {
            int take = ParquetLayout.RowGroupRows - _pendingRows;
            _pending.Add(start == 0 && take == chunk.RowCount ? chunk : chunk.Slice(start, take));
            start += take;
            WriteGroup();
        }

        if (start < chunk.RowCount)
        {
            _pending.Add(start == 0 ? chunk : chunk.Slice(start, chunk.RowCount - start));
            _pendingRows += chunk.RowCount - start;
        }
    }

    public void Complete()
    {
        if (_pendingRows > 0)
            WriteGroup();
        _writer.CustomMetadata = new Dictionary<string, string>(StringComparer.Ordinal) { [ParquetLayout.SchemaKey] = ParquetLayout.Describe(_schema, _orders) };
        Close();
    }

    public void Dispose() => Close();

    private void Close()
    {
        if (_closed)
            return;
        _closed = true;
        _writer.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    private void WriteGroup()
    {
        var group = Table.Concat(_pending);
        _pending.Clear();
        _pendingRows = 0;
        var cells = new Array[group.Columns.Length];
        Parallel.For(0, cells.Length, i => cells[i] = Cells(group[i]));
        using var writer = _writer.CreateRowGroup();
        for (int i = 0; i < cells.Length; i++)
        {
            var field = _fields.DataFields[i];
            var task = cells[i] switch
            {
                long?[] integers => writer.WriteAsync<long>(field, integers.AsMemory()),
                double?[] numbers => writer.WriteAsync<double>(field, numbers.AsMemory()),
                DateTime?[] dates => writer.WriteAsync<DateTime>(field, dates.AsMemory()),
                string?[] labels => writer.WriteAsync(field, labels!),
                _ => throw new InvalidOperationException($"No Parquet type for {cells[i].GetType().Name}."),
            };
            task.GetAwaiter().GetResult();
        }

        writer.CompleteValidate();
    }

    private static Array Cells(Column column)
    {
        switch (column)
        {
            case NumericColumn numeric when numeric.Schema.IsInteger:
                var integers = new long?[numeric.Length];
                for (int i = 0; i < integers.Length; i++)
                    integers[i] = double.IsNaN(numeric.Values[i]) ? null : checked((long)numeric.Values[i]);
                return integers;
            case NumericColumn numeric:
                var numbers = new double?[numeric.Length];
                for (int i = 0; i < numbers.Length; i++)
                    numbers[i] = double.IsNaN(numeric.Values[i]) ? null : numeric.Values[i];
                return numbers;
            case DateTimeColumn dated:
                var dates = new DateTime?[dated.Length];
                for (int i = 0; i < dates.Length; i++)
                    dates[i] = dated.Ticks[i] == DateTimeColumn.MissingTicks ? null : new DateTime(dated.Ticks[i], DateTimeKind.Unspecified);
                return dates;
            case CodedColumn coded:
                string?[] labels = new string?[coded.Length];
                for (int i = 0; i < labels.Length; i++)
                    labels[i] = coded.Codes[i] < 0 ? null : coded.Dictionary[coded.Codes[i]];
                return labels;
            default:
                throw new ArgumentException($"Column type {column.GetType().Name} has no Parquet form.", nameof(column));
        }
    }
}
