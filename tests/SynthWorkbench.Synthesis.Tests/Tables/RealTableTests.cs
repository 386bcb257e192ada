using SynthWorkbench.Synthesis.Tables;
using SynthWorkbench.Testing;
using Xunit;

namespace SynthWorkbench.Synthesis.Tests.Tables;

public sealed class RealTableTests
{
    [Theory]
    [InlineData("data/adult/adult.csv", 48842, 15)]
    [InlineData("data/beijing_pm25/beijing_pm25.csv", 43824, 13)]
    [InlineData("data/diabetes130/diabetic_data.csv.gz", 101766, 50)]
    [InlineData("data/online_shoppers/online_shoppers.csv", 12330, 18)]
    [InlineData("data/bank_marketing/bank_marketing.csv", 45211, 17)]
    [InlineData("data/nist_national2019/national2019.csv", 27253, 24)]
    [InlineData("data/heart_failure/heart_failure.csv", 299, 13)]
    [InlineData("data/communities_crime/communities.csv", 1994, 128)]
    [InlineData("data/airbnb_london_text/london.csv", 71938, 6)]
    public void A_real_table_is_read_whole(string file, int rows, int columns)
    {
        string? path = SharedData.TryPath(file);
        Assert.SkipWhen(path is null, "shared data is not here");
        using var reader = TableReader.Open(path!);
        var table = reader.ReadAll();
        Assert.Equal(rows, table.RowCount);
        Assert.Equal(columns, table.Schema.Count);
        Assert.Equal(table.RowCount, reader.RowCount);
    }
}
