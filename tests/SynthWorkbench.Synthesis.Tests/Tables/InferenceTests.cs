using System.Globalization;
using System.Text;
using CsCheck;
using Sylvan.Data.Csv;
using SynthWorkbench.Synthesis.Tables;
using SynthWorkbench.Testing;
using Xunit;

namespace SynthWorkbench.Synthesis.Tests.Tables;

public sealed class InferenceTests
{
    [Theory]
    [InlineData("1|2|3", ColumnKind.Numeric)]
    [InlineData("1.5|-2e3|NA", ColumnKind.Numeric)]
    [InlineData("0|1|1|0", ColumnKind.Numeric)]
    [InlineData("yes|no|?", ColumnKind.Boolean)]
    [InlineData("TRUE|FALSE|TRUE", ColumnKind.Boolean)]
    [InlineData("007|123|045", ColumnKind.Categorical)]
    [InlineData("9007199254740993|9007199254740993|1", ColumnKind.Categorical)]
    [InlineData("2020-01-31|1999-12-01|", ColumnKind.DateTime)]
    [InlineData("red|green|red", ColumnKind.Categorical)]
    [InlineData("1|2|three", ColumnKind.Categorical)]
    [InlineData("||NA", ColumnKind.Categorical)]
    public void The_kind_follows_the_values(string cells, ColumnKind kind) => Assert.Equal(kind, Infer(cells)[0].Kind);

    [Theory]
    [InlineData("31.12.2020|01.02.2021", "dd.MM.yyyy")]
    [InlineData("12/31/2020|01/02/2021", "MM/dd/yyyy")]
    [InlineData("31/12/2020|01/02/2021", "dd/MM/yyyy")]
    [InlineData("2020-01-31T10:20:30|2020-02-01T00:00:00", "yyyy-MM-ddTHH:mm:ss")]
    [InlineData("2020-01-31T10:20:30Z|2020-02-01T00:00:00Z", "yyyy-MM-ddTHH:mm:ssZ")]
    [InlineData("2020-01-31 10:20|2020-02-01 00:00", "yyyy-MM-dd HH:mm")]
    public void The_date_format_follows_the_values_and_writes_them_back(string cells, string format)
    {
        var table = Read(cells);
        Assert.Equal(format, table.Schema[0].DateTimeFormat);
        Assert.Equal(cells.Split('|'), Enumerable.Range(0, table.RowCount).Select(r => table[0].Format(r)));
    }

    [Fact]
    public void A_date_whose_day_and_month_cannot_be_told_apart_says_so() =>
        Assert.Contains("cannot be told apart", Infer("01/02/2020|03/04/2021")[0].Reason, StringComparison.Ordinal);

    [Fact]
    public void A_word_among_numbers_is_named_with_its_row() =>
        Assert.Contains("first 'three' in row 4", Infer("1|2|three|4")[0].Reason, StringComparison.Ordinal);

    [Theory]
    [InlineData("email", "ann@example.org|bob@example.com", PiiKind.Email)]
    [InlineData("account", "DE89370400440532013000|GB82WEST12345698765432", PiiKind.Iban)]
    [InlineData("account", "DE89370400440532013001|GB82WEST12345698765433", PiiKind.None)]
    [InlineData("card", "4111111111111111|5500005555555559|340000000000009|30000000000004|6011000000000004", PiiKind.PaymentCard)]
    [InlineData("phone", "+49 30 1234567|+1 212 555 0100", PiiKind.Phone)]
    [InlineData("PatientLastName", "Smith|Jones", PiiKind.PersonName)]
    [InlineData("nameLast", "Smith|Jones", PiiKind.PersonName)]
    [InlineData("product_name", "Chair|Table", PiiKind.None)]
    [InlineData("attending", "Ngozi Ibekwe|Dr. Okafor|Ana-Lucía de la Cruz|Pieter van der Berg|Siobhán O'Neil", PiiKind.PersonName)]
    [InlineData("Signed_By", "N. Ibekwe|T. Okafor|A. Cruz|P. Berg|S. Neil", PiiKind.PersonName)]
    [InlineData("attending", "cardiology|oncology|surgery|paediatrics|radiology", PiiKind.None)]
    [InlineData("type_of_doctor", "General Practice|Internal Medicine|Family Medicine|Vascular Surgery|Sports Medicine", PiiKind.None)]
    [InlineData("nurse", "Day Shift|Night Shift", PiiKind.None)]
    [InlineData("ip", "10.0.0.1|192.168.1.7", PiiKind.IpAddress)]
    [InlineData("zip_code", "AB1 2CD|EF3 4GH|IJ5 6KL", PiiKind.PostalCode)]
    public void Personal_data_is_found_by_name_and_content(string name, string cells, PiiKind pii)
    {
        var column = Infer(cells, name)[0];
        Assert.Equal(pii, column.Pii);
        if (pii is not (PiiKind.None or PiiKind.PostalCode))
            Assert.Equal(ColumnRole.PersonalData, column.Role);
    }

    [Fact]
    public void Sentences_that_begin_with_a_name_are_text_and_names_alone_are_names()
    {
        string[] first = ["Mary", "James", "Linda", "Robert", "Susan"], last = ["Smith", "Jones", "Hale", "Marsh", "Brown"];
        string[] names = [.. Enumerable.Range(0, 25).Select(i => $"{first[i % 5]} {last[i / 5]}")];
        Assert.Equal(PiiKind.PersonName, Infer(string.Join('|', names), "attending")[0].Pii);
        var note = Infer(string.Join('|', names.Select((n, i) => $"{n} was seen on ward and sent home with {(i % 2 == 0 ? "tablets" : "a letter")} for the family doctor")), "note")[0];
        Assert.Equal((PiiKind.None, ColumnKind.Text), (note.Pii, note.Kind));
    }

    [Fact]
    public void Counters_and_uuids_are_identifiers()
    {
        Assert.Equal(ColumnKind.Identifier, Infer(string.Join('|', Enumerable.Range(1, 50)))[0].Kind);
        Assert.Equal(ColumnKind.Identifier, Infer(string.Join('|', Enumerable.Range(1, 50).Select(i => new Guid(i, 0, 0, new byte[8]))))[0].Kind);
    }

    [Theory]
    [InlineData("a;b\n1,5;2\n2,5;3\n", ';', ',', true)]
    [InlineData("a\tb\n1.5\t2\n2.5\t3\n", '\t', '.', true)]
    [InlineData("1|2\n3|4\n", '|', '.', false)]
    [InlineData("a,b\n\"1,5\",2\n\"2,75\",3\n", ',', ',', true)]
    public void The_layout_is_detected(string text, char delimiter, char decimals, bool header)
    {
        using var reader = TableReader.Open(new MemoryStream(Encoding.UTF8.GetBytes(text)), "x.csv");
        Assert.Equal((delimiter, decimals, header), (reader.Detection.Delimiter!.Value, reader.Detection.DecimalSeparator!.Value, reader.Detection.HasHeader!.Value));
        Assert.Equal(ColumnKind.Numeric, reader.Schema[0].Kind);
        Assert.Equal(2, reader.ReadAll().RowCount);
    }

    [Fact]
    public void Utf16_with_its_mark_is_read()
    {
        byte[] text = [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("name,age\nJosé,3\nZoë,4\n")];
        Assert.Equal("José", TableReader.ReadAll(new MemoryStream(text), "x.csv")["name"].Format(0));
    }

    [Fact]
    public void Numbers_are_read_as_the_runtime_reads_them() => Gen.OneOf(Gen.Double.Where(double.IsFinite).Select(d => d.ToString("R", CultureInfo.InvariantCulture)), Gen.Decimal[-1_000_000_000, 1_000_000_000].Select(d => d.ToString(CultureInfo.InvariantCulture)))
        .Array[1, 20].Sample(
            cells =>
            {
                var options = new ReadOptions { HasHeader = true, Schema = new TableSchema([new("v", ColumnKind.Numeric) { Decimals = 15 }]) };
                var column = (NumericColumn)TableReader.ReadAll(new MemoryStream(Encoding.UTF8.GetBytes("v\n" + string.Join('\n', cells) + "\n")), "x.csv", options)[0];
                Assert.Equal(cells.Select(c => double.Parse(c, CultureInfo.InvariantCulture)), column.Values.ToArray());
            },
            iter: 300);

    [Fact]
    public void Cells_are_split_as_an_independent_reader_splits_them()
    {
        var cell = Gen.Char["ab,\"\n\r é"].Array[0, 8].Select(c => new string(c));
        Gen.Select(Gen.Int[2, 5], Gen.Int[1, 30]).SelectMany((columns, rows) => cell.Array[columns].Array[rows]).Sample(
            rows =>
            {
                string text = string.Join(',', rows[0].Select((_, i) => $"c{i}")) + "\r\n"
                    + string.Concat(rows.Select(r => string.Join(',', r.Select(c => $"\"{c.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")) + "\r\n"));
                var schema = new TableSchema(rows[0].Select((_, i) => new ColumnSchema($"c{i}", ColumnKind.Text)));
                var table = TableReader.ReadAll(new MemoryStream(Encoding.UTF8.GetBytes(text)), "x.csv", new ReadOptions { Schema = schema, HasHeader = true, Delimiter = ',', Quote = '"' });
                using var other = CsvDataReader.Create(new StringReader(text), new CsvDataReaderOptions { Delimiter = ',' });
                for (int row = 0; other.Read(); row++)
                {
                    for (int c = 0; c < rows[0].Length; c++)
                        Assert.Equal(string.IsNullOrWhiteSpace(other.GetString(c).Trim(' ')) && other.GetString(c).Trim(' ').Length == 0 ? null : other.GetString(c), table[c].Format(row));
                }

                Assert.Equal(rows.Length, table.RowCount);
            },
            iter: 200,
            threads: 2);
    }

    [Fact]
    public void The_census_keeps_numbers_as_numbers_and_question_marks_as_missing()
    {
        string? path = SharedData.TryPath("data/adult/adult.csv");
        Assert.SkipWhen(path is null, "shared data is not here");
        var table = TableReader.ReadAll(path!);
        Assert.Equal(["age", "fnlwgt", "education_num", "capital_gain", "capital_loss", "hours_per_week"], table.Schema.Columns.Where(c => c.Kind == ColumnKind.Numeric).Select(c => c.Name));
        Assert.Equal(2799, table["workclass"].MissingCount);
        Assert.All(table.Schema.Columns, c => Assert.Equal(ColumnRole.Feature, c.Role));
    }

    [Fact]
    public void Hourly_measurements_are_known_by_their_key()
    {
        string? path = SharedData.TryPath("data/beijing_pm25/beijing_pm25.csv");
        Assert.SkipWhen(path is null, "shared data is not here");
        using var reader = TableReader.Open(path!);
        Assert.Equal(ColumnKind.Identifier, reader.Schema[0].Kind);
        Assert.Contains(reader.KeyColumns, k => k.Columns.SequenceEqual(["year", "month", "day", "hour"]));
    }

    [Fact]
    public void Foreign_parquet_is_read_like_text()
    {
        string? path = SharedData.TryPath("data/acs_income_2018_large/acs_income_2018_holdout.parquet");
        Assert.SkipWhen(path is null, "shared data is not here");
        using var reader = TableReader.Open(path!);
        var table = reader.ReadAll();
        Assert.Equal(reader.RowCount, table.RowCount);
        Assert.Contains(reader.Schema.Columns, c => c.Kind == ColumnKind.Numeric);
    }

    private static TableSchema Infer(string cells, string name = "column") => Read(cells, name).Schema;

    private static Table Read(string cells, string name = "column") => TableReader.ReadAll(
        new MemoryStream(Encoding.UTF8.GetBytes(name + "\n" + string.Join('\n', cells.Split('|')) + "\n")), "x.csv", new ReadOptions { HasHeader = true, Delimiter = ',' });
}
