using Bunit;
using SynthWorkbench.Synthesis.Tables;
using SynthWorkbench.Web.Components.Datasets;
using Xunit;

namespace SynthWorkbench.Web.Tests.Datasets;

public sealed class DatasetPartsTests : BunitContext
{
    [Fact]
    public void A_numeric_column_shows_its_histogram_quantiles_and_outliers()
    {
        var column = new NumericColumn(new("amount", ColumnKind.Numeric), [.. Enumerable.Range(0, 100).Select(i => (double)i), double.NaN, 12_345]);
        var card = Render<ProfileCard>(p => p.Add(c => c.Column, TableProfiler.Of(new Table([column])).Columns[0]));
        Assert.Contains("Histogram of amount from 0 to 12,345", card.Find("svg").GetAttribute("aria-label"), StringComparison.Ordinal);
        Assert.Contains("1 %", card.Markup, StringComparison.Ordinal);
        Assert.NotEmpty(card.FindAll("rect"));
    }

    [Fact]
    public void Labels_of_people_are_not_in_the_page()
    {
        var schema = new ColumnSchema("name", ColumnKind.Categorical) { Role = ColumnRole.PersonalData, Pii = PiiKind.PersonName, Reason = "The column's name says that it holds names of people." };
        var card = Render<ProfileCard>(p => p.Add(c => c.Column, TableProfiler.Of(new Table([new CodedColumn(schema, [0, 1], ["Ann Lee", "Bob Ray"])])).Columns[0]));
        Assert.DoesNotContain("Ann Lee", card.Markup, StringComparison.Ordinal);
        Assert.Contains("names of people", card.Find(".flag").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_corrected_kind_is_told_with_what_it_was()
    {
        (ColumnSchema Before, ColumnSchema After)? told = null;
        var editor = Render<SchemaEditor>(p => p
            .Add(e => e.Schema, new TableSchema([new("code", ColumnKind.Numeric) { Decimals = 2 }]))
            .Add(e => e.Changed, change => told = change));
        editor.Find("select").Change(nameof(ColumnKind.Identifier));
        Assert.Equal((ColumnKind.Numeric, ColumnKind.Identifier, ColumnRole.Identifier), (told!.Value.Before.Kind, told.Value.After.Kind, told.Value.After.Role));
    }

    [Fact]
    public void Missing_cells_are_words_not_blanks()
    {
        var rows = Render<RowsTable>(p => p.Add(r => r.Schema, new TableSchema([new("a", ColumnKind.Text)])).Add(r => r.Rows, [[null], ["x"]]).Add(r => r.Offset, 1000));
        Assert.Equal("missing", rows.Find("td").TextContent);
        Assert.Equal("1,001", rows.Find("tbody th").TextContent);
    }
}
