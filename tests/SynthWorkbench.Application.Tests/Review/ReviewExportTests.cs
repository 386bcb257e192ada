using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Review;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Exchange;
using SynthWorkbench.Application.Review.Queue;
using SynthWorkbench.Application.Review.Rubrics;
using SynthWorkbench.Synthesis.Tables;
using Xunit;

namespace SynthWorkbench.Application.Tests.Review;

public sealed class ReviewExportTests : IAsyncLifetime
{
    private static readonly ReviewAnswers Full = ReviewAnswers.Empty
        .With("fine", new CriterionAnswer { Value = "no", Rationale = "Too short" })
        .With("tags", new CriterionAnswer { Values = ["a", "b"] })
        .With("marks", new CriterionAnswer { Spans = [new MarkedSpan("text", 0, 4, "odd", "major"), new MarkedSpan("text", 5, 6, "odd", "minor")] })
        .With("grade", new CriterionAnswer { Number = 62.5 })
        .With("words", new CriterionAnswer { Text = "=HYPERLINK(\"x\")" });

    private static readonly ReviewAnswers Short = ReviewAnswers.Empty.With("fine", new CriterionAnswer { Value = "yes" }).With("marks", new CriterionAnswer { NothingToMark = true });

    private CampaignFixture _fixture = null!;
    private RubricVersionId _rubric;
    private Campaign _campaign = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _fixture = await CampaignFixture.CreateAsync();
        await _fixture.Workbench.StartJobsAsync();
        _rubric = await _fixture.RubricAsync(CampaignFixture.Plausible);
        var file = CampaignFixture.File(3);
        file = file with
        {
            Items =
            [
                file.Items[0] with { Ratings = [new ImportedRating("Ada L.", Full, "=1+1", 1500), new ImportedRating("Bob", Short)], Suggestion = new ItemSuggestion(Short, "model-1", 0.25) },
                file.Items[1] with { Ratings = [new ImportedRating("Ada L.", Short)] },
                file.Items[2],
            ],
        };
        _campaign = await _fixture.MakeAsync(_rubric, new CampaignPlan { Source = CampaignSource.File, Sampling = new SamplingPlan { Kind = SamplingKind.All } }, file, "Spring review");
        await CorrectAsync();
    }

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Json_lines_name_everything_of_a_decision()
    {
        var lines = (await ExportAsync(ReviewFormat.JsonLines, names: true)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonElement.Parse(l)).ToList();
        Assert.Equal(4, lines.Count);
        var first = lines.First(l => l.GetProperty("reviewer").GetString() == "Ada L.");
        Assert.Equal(("Spring review", "k1", "Plausible", 1, "Imported", false), (Text(first, "campaign"), Text(first, "item"), Text(first, "rubric"), first.GetProperty("rubricVersion").GetInt32(), Text(first, "kind"), first.GetProperty("superseded").GetBoolean()));
        Assert.Equal("No, =wrong", first.GetProperty("answers").GetProperty("fine").GetString());
        Assert.Equal(62.5, first.GetProperty("raw").GetProperty("grade").GetProperty("number").GetDouble());
        Assert.Equal("yes", first.GetProperty("adjudicated").GetProperty("fine").GetProperty("value").GetString());
        Assert.Equal(64, Text(first, "itemDigest")!.Length);
        Assert.True(lines.Single(l => Text(l, "reviewer") == "Bob" && Text(l, "kind") == "Imported").GetProperty("superseded").GetBoolean());
    }

    [Fact]
    public async Task A_csv_runs_no_formulas_and_reads_back_with_every_answer()
    {
        string csv = await ExportAsync(ReviewFormat.Csv, names: true);
        Assert.Contains(",'=1+1,", csv, StringComparison.Ordinal);
        Assert.Contains("\"'=HYPERLINK", csv, StringComparison.Ordinal);
        var table = TableReader.ReadAll(new MemoryStream(Encoding.UTF8.GetBytes(csv)), "x.csv", null, Ct);
        Assert.Equal(4, table.RowCount);
        Assert.Contains("answer.fine", table.Schema.Columns.Select(c => c.Name));
    }

    [Fact]
    public async Task A_parquet_has_the_same_rows()
    {
        var download = await _fixture.Workbench.Get<ReviewExport>().OpenAsync(_fixture.Lead, _campaign.Id, ReviewFormat.Parquet, true, Ct);
        using var body = new MemoryStream();
        await download!.WriteAsync(body, Ct);
        body.Position = 0;
        var table = TableReader.ReadAll(body, "x.parquet", null, Ct);
        Assert.Equal(4, table.RowCount);
        Assert.Equal("Odd (major) at text 0-4; Odd (minor) at text 5-6", Enumerable.Range(0, 4).Select(r => table["answer.marks"].Format(r)).First(v => v?.StartsWith("Odd", StringComparison.Ordinal) == true));
        Assert.Contains("=1+1", Enumerable.Range(0, 4).Select(r => table["comment"].Format(r)));
    }

    [Theory]
    [InlineData(ReviewFormat.JsonLines)]
    [InlineData(ReviewFormat.Csv)]
    [InlineData(ReviewFormat.LabelStudio)]
    public async Task Without_names_reviewers_are_numbered_alike_in_every_export(ReviewFormat format)
    {
        string text = await ExportAsync(format, names: false);
        Assert.DoesNotContain("Ada", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Bob", text, StringComparison.Ordinal);
        Assert.Contains("Reviewer 1", text, StringComparison.Ordinal);
        Assert.Contains("Reviewer 2", text, StringComparison.Ordinal);
        Assert.Equal(text, await ExportAsync(format, names: false));
    }

    [Fact]
    public async Task Label_studio_json_imports_again_with_the_same_answers()
    {
        string path = Path.Combine(_fixture.Workbench.Folder, "again.json");
        await File.WriteAllTextAsync(path, await ExportAsync(ReviewFormat.LabelStudio, names: true), Ct);
        var import = ItemFiles.Read(path, "again.json", CampaignFixture.Plausible, null, Ct);
        Assert.True(import.Succeeded, string.Join('\n', import.Problems));
        Assert.Equal(["k1", "k2", "k3"], import.Items.Items.Select(i => i.Key));
        var first = import.Items.Items[0];
        Assert.Equal(ReviewJson.Write(Full), ReviewJson.Write(first.Ratings.Single(r => r.Rater == "Ada L.").Answers));
        Assert.Equal(("=1+1", 1500L), (first.Ratings.Single(r => r.Rater == "Ada L.").Comment, first.Ratings.Single(r => r.Rater == "Ada L.").ActiveMilliseconds));
        Assert.Equal(ReviewJson.Write(Short), ReviewJson.Write(first.Gold));
        Assert.Equal(ReviewJson.Write(new ItemSuggestion(Short, "model-1", 0.25)), ReviewJson.Write(first.Suggestion));
        Assert.Equal(ReviewJson.Write(Short), ReviewJson.Write(import.Items.Items[1].Ratings.Single().Answers));
        Assert.Equal((await _fixture.ItemsAsync(_campaign.Id)).Select(i => i.Digest), import.Items.Items.Select(i => ReviewJson.Digest(ReviewJson.Write(i.Content))));

        // Bob's first answer was superseded: the one that stands is there alone.
        Assert.Equal(ReviewJson.Write(Full), ReviewJson.Write(first.Ratings.Single(r => r.Rater == "Bob").Answers));
    }

    [Fact]
    public async Task Auditors_export_without_names_and_each_export_is_audited()
    {
        var export = _fixture.Workbench.Get<ReviewExport>();
        var auditor = await _fixture.Workbench.AddAsync("Aud", WorkspaceRoles.Auditor, _fixture.Lead.WorkspaceId);
        Assert.NotNull(await export.OpenAsync(auditor, _campaign.Id, ReviewFormat.Csv, false, Ct));
        await Assert.ThrowsAsync<NotAllowedException>(() => export.OpenAsync(auditor, _campaign.Id, ReviewFormat.Csv, true, Ct));
        await Assert.ThrowsAsync<NotAllowedException>(() => export.OpenAsync(_fixture.Workbench.Reviewer, _campaign.Id, ReviewFormat.Csv, false, Ct));
        var stranger = await _fixture.Workbench.AddAsync("Str", WorkspaceRoles.Lead, _fixture.Workbench.Stranger.WorkspaceId);
        Assert.Null(await export.OpenAsync(stranger, _campaign.Id, ReviewFormat.Csv, true, Ct));
        Assert.Contains("\"names\":false", Assert.Single(await _fixture.AuditAsync(_campaign.Id), a => a.StartsWith("campaign.exported", StringComparison.Ordinal)), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_list_counts_items_and_disputes()
    {
        var line = Assert.Single(await _fixture.Workbench.Get<CampaignList>().ListAsync(_fixture.Workbench.Reviewer, Ct));
        Assert.Equal(("Spring review", "Plausible", 3, 0, 0, CampaignState.Open), (line.Name, line.Rubric, line.Items, line.Done, line.Disputes, line.State));
        Assert.Empty(await _fixture.Workbench.Get<CampaignList>().ListAsync(_fixture.Workbench.Stranger, Ct));
    }

    /// <summary>Bob corrects his answer to the first item, and the lead adjudicates it.</summary>
    private async Task CorrectAsync()
    {
        var item = (await _fixture.ItemsAsync(_campaign.Id))[0];
        var bob = (await _fixture.DecisionsAsync(_campaign.Id)).Single(d => d.ReviewerName == "Bob");
        await using var change = await _fixture.Workbench.Get<WorkbenchData>().BeginAsync(_fixture.Lead, Permission.LeadReview, Ct);
        change.Db.Add(new ReviewDecision
        {
            Id = DecisionId.New(), WorkspaceId = item.WorkspaceId, CampaignId = item.CampaignId, ItemId = item.Id, ReviewerId = bob.ReviewerId, ReviewerName = bob.ReviewerName, RubricVersionId = _rubric,
            ItemDigest = item.Digest, Kind = DecisionKind.Decision, AnswersJson = ReviewJson.Write(Full), Supersedes = bob.Id, At = change.Now,
        });
        change.Db.Add(new Adjudication
        {
            Id = Guid.CreateVersion7(), WorkspaceId = item.WorkspaceId, CampaignId = item.CampaignId, ItemId = item.Id, RubricVersionId = _rubric, AnswersJson = ReviewJson.Write(Short), ErrorClass = "slip",
            AdjudicatorId = _fixture.Lead.UserId, AdjudicatorName = _fixture.Lead.Name, At = change.Now,
        });
        await change.CommitAsync(Ct);
    }

    private async Task<string> ExportAsync(ReviewFormat format, bool names)
    {
        var download = await _fixture.Workbench.Get<ReviewExport>().OpenAsync(_fixture.Lead, _campaign.Id, format, names, Ct);
        using var body = new MemoryStream();
        await download!.WriteAsync(body, Ct);
        return Encoding.UTF8.GetString(body.ToArray());
    }

    private static string? Text(JsonElement line, string name) => line.GetProperty(name).GetString();
}
