using System.Collections.Immutable;
using CsCheck;
using SynthWorkbench.Synthesis.Tables;
using Xunit;

namespace SynthWorkbench.Synthesis.Tests.Tables;

/// <summary>What is written is read back the same, in every format, however it was chunked.</summary>
public sealed class RoundTripTests
{
    private static readonly string[] Awkward = ["a", "b,c", "d\"e", "f\ng", "h;i", "ü€😀", "x y", "=1+1", "'q'", "\\", "{\"k\":1}"];

    private static readonly Gen<string> Label = Gen.OneOf(
        Gen.Int[0, Awkward.Length - 1].Select(i => Awkward[i]),
        Gen.String[Gen.Char['o', 'z'], 1, 12]);

    private static readonly Gen<Table> Tables =
        from rows in Gen.Int[1, 300]
        from integers in Gen.Int[-1_000_000, 1_000_000].Array[rows]
        from numbers in Gen.Double[-1e12, 1e12].Array[rows]
        from ticks in Gen.Int[0, 40_000_000].Array[rows]
        from labels in Label.Array[rows]
        from missing in Gen.Int[0, 9].Array[rows]
        select Make(integers, numbers, ticks, labels, missing);

    [Theory]
    [InlineData(TableFormat.Csv)]
    [InlineData(TableFormat.JsonLines)]
    [InlineData(TableFormat.Parquet)]
    public void A_table_is_read_back_as_it_was_written(TableFormat format) => Tables.Sample(
        table =>
        {
            using var file = new MemoryStream();
            using (var writer = TableWriter.Create(file, format, table.Schema))
            {
                writer.Append(table);
                writer.Complete();
            }

            var back = TableReader.ReadAll(new MemoryStream(file.ToArray()), "x" + format.Extension(), format == TableFormat.Parquet ? null : new ReadOptions { Schema = table.Schema, HasHeader = true, Delimiter = ',', Quote = '"' });
            Assert.Equal(table.Schema.Columns, back.Schema.Columns);
            Assert.Equal(TableDigest.Of(table), TableDigest.Of(back));
        },
        iter: 60,
        threads: 2);

    [Fact]
    public void Digest_and_bytes_do_not_depend_on_chunking_and_dictionaries() => Gen.Select(Tables, Gen.Int[1, 100]).Sample(
        (table, size) =>
        {
            Table[] chunks = [.. Enumerable.Range(0, (table.RowCount + size - 1) / size).Select(i => Redictionary(table.Slice(i * size, size)))];
            using var digest = new TableDigest(table.Schema);
            foreach (var chunk in chunks)
                digest.Append(chunk);
            Assert.Equal(TableDigest.Of(table), digest.Complete());
            Assert.Equal(TableDigest.Of(table), TableDigest.Of(Table.Concat(chunks)));
            foreach (var format in new[] { TableFormat.Csv, TableFormat.Parquet })
                Assert.Equal(Bytes([table], format), Bytes(chunks, format));
        },
        iter: 40,
        threads: 2);

    [Fact]
    public void A_changed_cell_row_order_or_name_changes_the_digest()
    {
        var table = Make([1, 2, 3], [1.5, 2.5, 3.5], [0, 1, 2], ["a", "b", "c"], [1, 1, 1]);
        var digests = new HashSet<string>(StringComparer.Ordinal)
        {
            TableDigest.Of(table),
            TableDigest.Of(table.Take([1, 0, 2])),
            TableDigest.Of(Make([1, 2, 4], [1.5, 2.5, 3.5], [0, 1, 2], ["a", "b", "c"], [1, 1, 1])),
            TableDigest.Of(Make([1, 2, 3], [1.5, 2.5, 3.5], [0, 1, 2], ["ab", "", "c"], [1, 1, 1])),
            TableDigest.Of(table.Select(["number", "integer", "date", "label", "id"])),
            TableDigest.Of(new Table(table.Columns.Select(c => c.WithSchema(c.Schema with { Name = c.Name + "_" })))),
        };
        Assert.Equal(6, digests.Count);
        Assert.Equal(TableDigest.Of(table), TableDigest.Of(new Table(table.Columns.Select(c => c.WithSchema(c.Schema with { Role = ColumnRole.Target, Reason = "Decided." })))));
    }

    [Fact]
    public void Gzip_and_asynchronous_streams_carry_the_same_table()
    {
        var table = Make([1, 2, 3], [1.5, double.NaN, 3.5], [0, 1, 2], ["a", "b", "c"], [1, 0, 1]);
        string path = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N") + ".csv.gz");
        try
        {
            TableWriter.Write(table, path, TableFormat.Csv, new WriteOptions { Gzip = true });
            Assert.Equal(TableDigest.Of(table), TableDigest.Of(TableReader.ReadAll(path, new ReadOptions { Schema = table.Schema })));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task A_streamed_download_equals_the_written_file()
    {
        var table = Make([1, 2, 3], [1.5, double.NaN, 3.5], [0, 1, 2], ["a", "b", "c"], [1, 0, 1]);
        foreach (var format in Enum.GetValues<TableFormat>())
        {
            using var streamed = new MemoryStream();
            await TableWriter.StreamAsync([table.Slice(0, 2), table.Slice(2, 1)], table.Schema, format, streamed, null, default);
            Assert.Equal(Bytes([table], format), streamed.ToArray());
        }
    }

    [Fact]
    public void A_file_that_is_not_completed_leaves_nothing()
    {
        var table = Make([1], [1.5], [0], ["a"], [1]);
        string path = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N") + ".parquet");
        foreach (var format in Enum.GetValues<TableFormat>())
        {
            using (var writer = TableWriter.Create(path, format, table.Schema))
                writer.Append(table);
            Assert.Empty(Directory.GetFiles(Path.GetTempPath(), Path.GetFileName(path) + "*"));
        }
    }

    [Fact]
    public void Formulas_are_neutralised_when_asked()
    {
        var table = Make([-1], [1.5], [0], ["=HYPERLINK(\"x\")"], [1]);
        using var file = new MemoryStream();
        using (var writer = TableWriter.Create(file, TableFormat.Csv, table.Schema, new WriteOptions { NeutraliseFormulas = true }))
        {
            writer.Append(table);
            writer.Complete();
        }

        string text = System.Text.Encoding.UTF8.GetString(file.ToArray());
        Assert.Contains("\"'=HYPERLINK(\"\"x\"\")\"", text, StringComparison.Ordinal);
        Assert.Contains("\n-1,", text, StringComparison.Ordinal);
    }

    private static byte[] Bytes(IEnumerable<Table> chunks, TableFormat format)
    {
        using var file = new MemoryStream();
        TableWriter? writer = null;
        foreach (var chunk in chunks)
        {
            writer ??= TableWriter.Create(file, format, chunk.Schema);
            writer.Append(chunk);
        }

        writer!.Complete();
        writer.Dispose();
        return file.ToArray();
    }

    private static Table Make(int[] integers, double[] numbers, int[] minutes, string[] labels, int[] missing) => new(
    [
        new NumericColumn(new("integer", ColumnKind.Numeric), [.. integers.Select((v, i) => missing[i] == 0 ? double.NaN : v)]),
        new NumericColumn(new("number", ColumnKind.Numeric) { Decimals = 15, Role = ColumnRole.Target }, [.. numbers.Select((v, i) => missing[i] == 1 ? v : Math.Round(v, 3))]),
        new DateTimeColumn(new("date", ColumnKind.DateTime) { DateTimeFormat = "yyyy-MM-dd HH:mm" }, [.. minutes.Select((v, i) => missing[i] == 2 ? DateTimeColumn.MissingTicks : new DateTime(1990, 1, 1, 0, 0, 0, DateTimeKind.Unspecified).AddMinutes(v).Ticks)]),
        Coded(new("label", ColumnKind.Categorical), [.. labels.Select((v, i) => missing[i] == 3 ? null : v)]),
        Coded(new("id", ColumnKind.Identifier) { Role = ColumnRole.Identifier, Reason = "Every value is different." }, [.. labels.Select((_, i) => $"id {i}")]),
    ]);

    private static CodedColumn Coded(ColumnSchema schema, string?[] labels)
    {
        string[] dictionary = [.. labels.OfType<string>().Distinct(StringComparer.Ordinal)];
        return new CodedColumn(schema, [.. labels.Select(l => l is null ? -1 : Array.IndexOf(dictionary, l))], [.. dictionary]);
    }

    /// <summary>The same labels under a reversed dictionary.</summary>
    private static Table Redictionary(Table table) => new(table.Columns.Select(c => c is CodedColumn coded
        ? new CodedColumn(c.Schema, [.. coded.Codes.ToArray().Select(x => x < 0 ? -1 : coded.Dictionary.Length - 1 - x)], [.. coded.Dictionary.Reverse()])
        : c));
}
