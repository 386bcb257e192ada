using System.Collections.Immutable;

namespace SynthWorkbench.Synthesis.Tables;

/// <summary>Joins chunks of one schema into one table.</summary>
internal static class TableConcatenation
{
    public static Table Concat(IReadOnlyList<Table> chunks)
    {
        if (chunks.Count == 0)
            throw new ArgumentException("No chunk to join: a table needs at least one.", nameof(chunks));
        if (chunks.Count == 1)
            return chunks[0];
        var schema = chunks[0].Schema;
        int rows = 0;
        foreach (var chunk in chunks)
        {
            if (chunk.Schema.Count != schema.Count)
                throw new ArgumentException($"Chunks differ in columns: {schema.Count} and {chunk.Schema.Count}.", nameof(chunks));
            rows = checked(rows + chunk.RowCount);
        }

        var columns = new Column[schema.Count];
        Parallel.For(0, columns.Length, i => columns[i] = Join(schema[i], chunks, i, rows));
        return new Table(columns);
    }

    private static Column Join(ColumnSchema schema, IReadOnlyList<Table> chunks, int index, int rows)
    {
        foreach (var chunk in chunks)
        {
            if (chunk[index].Name != schema.Name || chunk[index].Schema.Kind != schema.Kind)
                throw new ArgumentException($"Chunks differ in column {index + 1}: '{schema.Name}' ({schema.Kind}) and '{chunk[index].Name}' ({chunk[index].Schema.Kind}).", nameof(chunks));
        }

        return schema.Kind switch
        {
            ColumnKind.Numeric => JoinNumbers(schema, chunks, index, rows),
            ColumnKind.DateTime => JoinTicks(schema, chunks, index, rows),
            _ => JoinLabels(schema, chunks, index, rows),
        };
    }

    private static NumericColumn JoinNumbers(ColumnSchema schema, IReadOnlyList<Table> chunks, int index, int rows)
    {
        var values = new double[rows];
        int at = 0;
        foreach (var chunk in chunks)
        {
            ((NumericColumn)chunk[index]).Values.CopyTo(values.AsSpan(at));
            at += chunk.RowCount;
        }

        return new NumericColumn(schema, values);
    }

    private static DateTimeColumn JoinTicks(ColumnSchema schema, IReadOnlyList<Table> chunks, int index, int rows)
    {
        var ticks = new long[rows];
        int at = 0;
        foreach (var chunk in chunks)
        {
            ((DateTimeColumn)chunk[index]).Ticks.CopyTo(ticks.AsSpan(at));
            at += chunk.RowCount;
        }

        return new DateTimeColumn(schema, ticks);
    }

    private static CodedColumn JoinLabels(ColumnSchema schema, IReadOnlyList<Table> chunks, int index, int rows)
    {
        var codes = new int[rows];
        var first = ((CodedColumn)chunks[0][index]).Dictionary;
        ImmutableArray<string>.Builder? merged = null;
        Dictionary<string, int>? codeOf = null;
        int at = 0;
        foreach (var chunk in chunks)
        {
            var column = (CodedColumn)chunk[index];
            var target = codes.AsSpan(at, chunk.RowCount);
            at += chunk.RowCount;
            if (merged is null && (column.Dictionary == first || column.Dictionary.AsSpan().SequenceEqual(first.AsSpan())))
            {
                column.Codes.CopyTo(target);
                continue;
            }

            if (merged is null)
            {
                merged = ImmutableArray.CreateBuilder<string>(first.Length * 2);
                merged.AddRange(first);
                codeOf = new Dictionary<string, int>(first.Length * 2, StringComparer.Ordinal);
                for (int i = 0; i < first.Length; i++)
                    codeOf.TryAdd(first[i], i);
            }

            int[] map = new int[column.Dictionary.Length];
            for (int i = 0; i < map.Length; i++)
            {
                if (!codeOf!.TryGetValue(column.Dictionary[i], out map[i]))
                {
                    map[i] = merged.Count;
                    merged.Add(column.Dictionary[i]);
                    codeOf[column.Dictionary[i]] = map[i];
                }
            }

            var source = column.Codes;
            for (int r = 0; r < source.Length; r++)
                target[r] = source[r] < 0 ? -1 : map[source[r]];
        }

        return new CodedColumn(schema, codes, merged is null ? first : merged.ToImmutable());
    }
}
