using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Auditing;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Review.Rubrics;
using SynthWorkbench.Application.Tests.Datasets;
using Xunit;

namespace SynthWorkbench.Application.Tests.Review;

public sealed class RubricCatalogTests
{
    [Fact]
    public async Task Saving_makes_versions_and_the_same_rubric_again_none()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var fixture = await DatasetsFixture.CreateAsync();
        var lead = await fixture.AddAsync("Lea", WorkspaceRoles.Lead, fixture.Scientist.WorkspaceId);
        var rubrics = fixture.Get<RubricCatalog>();
        var first = await rubrics.SaveAsync(lead, null, RubricSamples.Plausibility, "first", ct);
        Assert.True(first.Succeeded, string.Join("; ", first.Problems));
        var again = await rubrics.SaveAsync(lead, new RubricBase(first.Rubric.Value, 1), RubricSamples.Plausibility with { Guidance = RubricSamples.Plausibility.Guidance + " \n" }, "again", ct);
        Assert.Equal((first.Version, 1, false), (again.Version, again.Number, again.IsNew));

        var second = await rubrics.SaveAsync(lead, new RubricBase(first.Rubric.Value, 1), RubricSamples.Plausibility with { Name = "Plausible?" }, "renamed", ct);
        Assert.Equal((2, true), (second.Number, second.IsNew));
        var shown = (await rubrics.GetAsync(fixture.Reviewer, first.Rubric.Value, null, ct))!;
        Assert.Equal(("Plausible?", 2, 2), (shown.Name, shown.Version.Number, shown.Versions.Count));
        Assert.Equal("Plausibility of a record", (await rubrics.GetAsync(fixture.Reviewer, first.Rubric.Value, 1, ct))!.Rubric.Name);
        var line = Assert.Single(await rubrics.ListAsync(fixture.Reviewer, ct));
        Assert.Equal(("Plausible?", 2, 3, "renamed"), (line.Name, line.Versions, line.Criteria, line.Note));
        Assert.Equal([new RubricChange(RubricChangeKind.Changed, null, "Name", "Plausibility of a record", "Plausible?")], await rubrics.CompareAsync(fixture.Reviewer, first.Rubric.Value, 1, 2, ct));
        Assert.Null(await rubrics.CompareAsync(fixture.Reviewer, first.Rubric.Value, 1, 3, ct));
        await using var db = await fixture.Get<WorkbenchData>().ReadAsync(lead, Permission.ViewWorkspace, ct);
        Assert.Equal(["rubric.created", "rubric.version-saved"], await db.Set<AuditEntry>().OrderBy(e => e.Sequence).Select(e => e.Action).ToListAsync(ct));
    }

    [Fact]
    public async Task What_a_person_can_get_wrong_is_told_and_nothing_is_saved()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var fixture = await DatasetsFixture.CreateAsync();
        var lead = await fixture.AddAsync("Lea", WorkspaceRoles.Lead, fixture.Scientist.WorkspaceId);
        var rubrics = fixture.Get<RubricCatalog>();
        Assert.Equal("criteria", Assert.Single((await rubrics.SaveAsync(lead, null, new Rubric { Name = "Empty" }, "", ct)).Problems).Setting);
        Assert.Equal("note", Assert.Single((await rubrics.SaveAsync(lead, null, RubricSamples.Translation, new string('n', 501), ct)).Problems).Setting);
        Assert.Equal("id", Assert.Single((await rubrics.SaveAsync(lead, new RubricBase(RubricId.New(), 1), RubricSamples.Translation, "", ct)).Problems).Setting);
        Assert.Empty(await rubrics.ListAsync(lead, ct));
        var first = await rubrics.SaveAsync(lead, null, RubricSamples.Translation, "", ct);
        var other = await rubrics.SaveAsync(lead, null, RubricSamples.RealOrSynthetic, "", ct);
        Assert.True(first.Succeeded && other.Succeeded);
        Assert.Equal("name", Assert.Single((await rubrics.SaveAsync(lead, null, RubricSamples.Translation, "", ct)).Problems).Setting);
        Assert.Equal("name", Assert.Single((await rubrics.SaveAsync(lead, new RubricBase(other.Rubric.Value, 1), RubricSamples.RealOrSynthetic with { Name = RubricSamples.Translation.Name }, "", ct)).Problems).Setting);
    }

    [Fact]
    public async Task Two_leads_at_once_make_one_version_and_the_second_chooses_what_becomes_of_theirs()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var fixture = await DatasetsFixture.CreateAsync();
        Actor[] leads = [await fixture.AddAsync("Lea", WorkspaceRoles.Lead, fixture.Scientist.WorkspaceId), await fixture.AddAsync("Leo", WorkspaceRoles.Lead, fixture.Scientist.WorkspaceId)];
        var rubrics = fixture.Get<RubricCatalog>();
        var id = (await rubrics.SaveAsync(leads[0], null, RubricSamples.Plausibility, "", ct)).Rubric!.Value;
        var savings = await Task.WhenAll(leads.Select(lead => SaveAsync(lead, seen: 1)));
        int first = Array.FindIndex(savings, s => s.Succeeded), second = 1 - first;
        Assert.Equal((2, true), (savings[first].Number, savings[first].IsNew));
        Assert.False(savings[second].Succeeded);
        Assert.Empty(savings[second].Problems);
        Assert.Equal((2, leads[first].Name), (savings[second].Newer!.Number, savings[second].Newer!.CreatedBy));
        Assert.Equal(2, (await rubrics.GetAsync(leads[0], id, null, ct))!.Versions.Count);

        // What says the same is no conflict, and who has seen the version saves on top of it.
        var same = await SaveAsync(leads[second], seen: 1, words: leads[first].Name);
        Assert.Equal((true, 2, false), (same.Succeeded, same.Number, same.IsNew));
        Assert.Equal(3, (await SaveAsync(leads[second], seen: 2)).Number);

        Task<RubricSaving> SaveAsync(Actor lead, int seen, string? words = null) => rubrics.SaveAsync(lead, new RubricBase(id, seen), RubricSamples.Plausibility with { Guidance = $"As {words ?? lead.Name} sees it" }, "", ct);
    }

    [Fact]
    public async Task Only_leads_write_and_other_workspaces_see_nothing()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var fixture = await DatasetsFixture.CreateAsync();
        var lead = await fixture.AddAsync("Lea", WorkspaceRoles.Lead, fixture.Scientist.WorkspaceId);
        var foreign = await fixture.AddAsync("Fay", WorkspaceRoles.Lead, null);
        var rubrics = fixture.Get<RubricCatalog>();
        await Assert.ThrowsAsync<NotAllowedException>(() => rubrics.SaveAsync(fixture.Reviewer, null, RubricSamples.Plausibility, "", ct));
        await Assert.ThrowsAsync<NotAllowedException>(() => rubrics.SaveAsync(fixture.Scientist, null, RubricSamples.Plausibility, "", ct));
        var saved = await rubrics.SaveAsync(lead, null, RubricSamples.Plausibility, "", ct);
        Assert.True(saved.Succeeded);
        Assert.Empty(await rubrics.ListAsync(foreign, ct));
        Assert.Null(await rubrics.GetAsync(foreign, saved.Rubric.Value, null, ct));
        Assert.Null(await rubrics.CompareAsync(foreign, saved.Rubric.Value, 1, 1, ct));
        Assert.Equal("id", Assert.Single((await rubrics.SaveAsync(foreign, new RubricBase(saved.Rubric.Value, 1), RubricSamples.Plausibility with { Name = "Mine" }, "", ct)).Problems).Setting);
        Assert.True((await rubrics.SaveAsync(foreign, null, RubricSamples.Plausibility, "", ct)).Succeeded);
    }

    [Fact]
    public void A_comparison_tells_what_came_went_moved_and_changed()
    {
        var a = new Criterion { Id = "a", Title = "A", Scale = ScaleKind.Text };
        var b = new Criterion { Id = "b", Title = "B", Options = [new("1", "One"), new("2", "Two")] };
        var c = new Criterion { Id = "c", Title = "C", Scale = ScaleKind.Text };
        var d = new Criterion { Id = "d", Title = "D", Scale = ScaleKind.Numeric };
        var before = new Rubric { Name = "R", Criteria = [a, b, c] };
        var after = new Rubric { Name = "R", Criteria = [c, b with { Options = [new("1", "One", "the first"), new("2", "Two")], Defects = ["2"] }, d] };
        Assert.Equal(
        [
            new(RubricChangeKind.Removed, "A", "", "Words", null),
            new(RubricChangeKind.Changed, "B", "Defects", null, "2"),
            new(RubricChangeKind.Changed, "B", "Option 1", "One", "One: the first"),
            new(RubricChangeKind.Moved, "B", "Place", "after 'A'", "after 'C'"),
            new(RubricChangeKind.Added, "D", "", null, "Number"),
        ], RubricComparison.Between(before, after).OrderBy(x => x.Criterion).ThenBy(x => x.Setting));
        Assert.Empty(RubricComparison.Between(after, after));
    }

    [Fact]
    public void Edits_keep_conditions_reasons_and_defects_pointing_at_what_was_renamed()
    {
        var rubric = RubricSamples.Plausibility;
        var plausibility = rubric.Criteria[0];
        var edited = RubricEdits.Replace(rubric, 0, plausibility with { Id = "credible", Options = plausibility.Options.SetItem(0, plausibility.Options[0] with { Value = "never" }) });
        Assert.Empty(RubricRules.Problems(edited));
        Assert.Equal(["never", "2"], edited.Criteria[0].Defects);
        Assert.Equal(("credible", "never"), (edited.Criteria[1].When!.Criterion, edited.Criteria[1].When!.Values[0]));
        Assert.Equal(["reason", "plausibility", "wrong"], RubricEdits.Move(RubricEdits.Move(rubric, 2, 1), 1, 0).Criteria.Select(x => x.Id));
        Assert.Same(rubric, RubricEdits.Move(rubric, 0, -1));
        Assert.Equal("is-it-plausible-2", RubricEdits.NewId(" Is it plausible? ", ["is-it-plausible"]));
        Assert.Equal("criterion", RubricEdits.NewId("質問", []));
    }
}
