using System.IO.Compression;
using System.Text;
using Parquet.Schema;
using Parquet.Serialization;
using SynthWorkbench.Synthesis.Tables;
using Xunit;

namespace SynthWorkbench.Synthesis.Tests.Tables;

/// <summary>Every bad file gets a message with row, column, value and a remedy.</summary>
public sealed class BadInputTests
{
    [Theory]
    [InlineData("", "empty", null, null)]
    [InlineData("a,b\n", "no rows", null, null)]
    [InlineData("a,b\n1,2\n3\n", "1 cell, the table 2", 3L, "b")]
    [InlineData("a,b\n1,2\n3,4,5\n", "3 cells, the table 2", 3L, "b")]
    [InlineData("a,b\n\"x\ny\",1\n\"z\",2,3\n", "3 cells", 4L, "b")]
    [InlineData("a,b,a\n1,2,3\n", "Columns 1 and 3 have the same name", 1L, "a")]
    [InlineData("a,b\n1,\"x\n2,y\n", "never closes", 2L, "b")]
    [InlineData("a,b\n1,\"x\"y\n", "after the closing quote", 2L, "b")]
    [InlineData("a,b\n1,2\ninf,3\n", "infinity", 3L, "a")]
    public void Text_that_is_no_table_is_refused_with_its_place(string text, string problem, long? row, string? column)
    {
        var error = Assert.Throws<TableReadException>(() => Read(text));
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.Equal(row, error.Row);
        Assert.Equal(column, error.Column);
        Assert.NotEmpty(error.Remedy);
    }

    [Fact]
    public void Ten_thousand_columns_are_refused_with_their_number()
    {
        string row = string.Join(',', Enumerable.Range(0, 10_000).Select(i => $"c{i}"));
        var error = Assert.Throws<TableReadException>(() => Read($"{row}\n{row}\n", new ReadOptions { HasHeader = true }));
        Assert.Contains("10,000 columns", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"")]
    public void A_cell_of_five_megabytes_is_refused_with_its_place(string quote)
    {
        var error = Assert.Throws<TableReadException>(() => Read($"a,b\n1,2\n3,{quote}{new string('x', 5 << 20)}{quote}\n"));
        Assert.Equal((3L, "b"), (error.Row, error.Column));
        Assert.Contains("1,048,576", error.Message, StringComparison.Ordinal);
        Assert.StartsWith("xxx", error.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Invalid_utf8_is_refused_with_its_place_and_read_in_the_right_encoding()
    {
        byte[] latin = Encoding.Latin1.GetBytes("name,age\nAnna,3\nJosé,4\n");
        var error = Assert.Throws<TableReadException>(() => TableReader.ReadAll(new MemoryStream(latin), "x.csv"));
        Assert.Equal((3L, "name"), (error.Row, error.Column));
        Assert.Contains("windows-1252", error.Remedy, StringComparison.Ordinal);
        Assert.Equal("José", TableReader.ReadAll(new MemoryStream(latin), "x.csv", new ReadOptions { Encoding = "windows-1252" })["name"].Format(1));
    }

    [Fact]
    public void A_zip_bomb_is_refused_before_it_unpacks()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write("a,b\n"u8);
            byte[] line = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("1,2\n", 1 << 18)));
            for (int i = 0; i < 64; i++)
                gzip.Write(line);
        }

        packed.Position = 0;
        var error = Assert.Throws<TableReadException>(() => TableReader.ReadAll(packed, "bomb.csv.gz"));
        Assert.Contains("zip bombs", error.Message, StringComparison.Ordinal);
        packed.Position = 0;
        var bounded = new ReadOptions { Limits = new ReadLimits { MaxUnpackedBytes = 1 << 20 } };
        Assert.Contains("more than 1,048,576 bytes", Assert.Throws<TableReadException>(() => TableReader.ReadAll(packed, "bomb.csv.gz", bounded)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_gzip_and_parquet_are_told_in_words()
    {
        Assert.Contains("gzip data is damaged", Assert.Throws<TableReadException>(() => TableReader.ReadAll(new MemoryStream([0x1F, 0x8B, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 9]), "x.csv.gz")).Message, StringComparison.Ordinal);
        Assert.Contains("damaged", Assert.Throws<TableReadException>(() => TableReader.ReadAll(new MemoryStream("PAR1 and then nothing"u8.ToArray()), "x.parquet")).Message, StringComparison.Ordinal);
        Assert.Contains("named Parquet", Assert.Throws<TableReadException>(() => TableReader.ReadAll(new MemoryStream("a,b\n1,2\n"u8.ToArray()), "x.parquet")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nested_parquet_columns_are_refused_by_name()
    {
        using var file = new MemoryStream();
        await ParquetSerializer.SerializeAsync([new Nested { Id = 1, Tags = ["a"] }], file);
        file.Position = 0;
        var error = Assert.Throws<TableReadException>(() => TableReader.ReadAll(file, "x.parquet"));
        Assert.Equal("Tags", error.Column);
        Assert.Contains("Flatten", error.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"a\":1}\n{\"a\":\n", "not valid JSON", 2L)]
    [InlineData("{\"a\":1}\n[1]\n", "no JSON object", 2L)]
    [InlineData("{\"a\":1}\n\n{\"a\":{\"b\":1}}\n", "nested", 3L)]
    public void Bad_json_lines_are_refused_with_their_line(string text, string problem, long row)
    {
        var error = Assert.Throws<TableReadException>(() => TableReader.ReadAll(new MemoryStream(Encoding.UTF8.GetBytes(text)), "x.jsonl"));
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.Equal(row, error.Row);
    }

    [Fact]
    public void A_person_may_choose_to_pad_to_number_names_and_to_drop_infinities()
    {
        var table = Read("a,a,b\n1,2\ninf,3,4\n", new ReadOptions { PadShortRows = true, SuffixDuplicateNames = true, InfinitiesAsMissing = true, HasHeader = true });
        Assert.Equal(["a", "a_2", "b"], table.Schema.Columns.Select(c => c.Name));
        Assert.True(table["b"].IsMissing(0));
        Assert.True(table["a"].IsMissing(1));
    }

    [Fact]
    public void A_value_that_does_not_fit_a_chosen_kind_is_refused_with_its_place()
    {
        var options = new ReadOptions { Overrides = System.Collections.Immutable.ImmutableDictionary<string, ColumnOverride>.Empty.Add("a", new ColumnOverride { Kind = ColumnKind.Numeric }) };
        var error = Assert.Throws<TableReadException>(() => Read("a,b\n1,x\ntwo,y\n", options));
        Assert.Equal((3L, "a", "two"), (error.Row, error.Column, error.Value));
    }

    private static Table Read(string text, ReadOptions? options = null) => TableReader.ReadAll(new MemoryStream(Encoding.UTF8.GetBytes(text)), "x.csv", options);

    private sealed class Nested
    {
        public int Id { get; set; }

        public List<string> Tags { get; set; } = [];
    }
}
