using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Auditing;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Recipes;
using SynthWorkbench.Application.Tests.Datasets;
using SynthWorkbench.Synthesis.Demo;
using SynthWorkbench.Synthesis.Recipes;
using Xunit;

namespace SynthWorkbench.Application.Tests.Recipes;

public sealed class RecipeCatalogTests
{
    private static readonly Recipe Plain = new()
    {
        Name = "Plain", Engine = "rules", Rows = 100,
        Columns = [new RecipeColumn { Name = "n", Action = "rule", Rule = new RecipeRule { Kind = "integer", Min = 1, Max = 9 } }],
    };

    [Fact]
    public async Task Saving_makes_versions_and_the_same_recipe_again_none()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var fixture = await DatasetsFixture.CreateAsync();
        var recipes = fixture.Get<RecipeCatalog>();
        var first = await recipes.SaveAsync(fixture.Scientist, null, Plain, "first", ct);
        Assert.True(first.Succeeded, string.Join("; ", first.Problems));
        var again = await recipes.SaveAsync(fixture.Scientist, first.Recipe, Plain, "again", ct);
        Assert.Equal((first.Version, false), (again.Version, again.IsNew));
        var second = await recipes.SaveAsync(fixture.Scientist, first.Recipe, Plain with { Rows = 200 }, "more rows", ct);
        Assert.Equal(2, second.Number);
        var change = Assert.Single(await recipes.CompareAsync(fixture.Scientist, first.Version.Value, second.Version!.Value, ct));
        Assert.Equal(new RecipeChange("rows", "100", "200"), change);
        Assert.Equal(100, (await recipes.GetAsync(fixture.Scientist, first.Recipe.Value, 1, ct))!.Recipe.Rows);
        await using var db = await fixture.Get<WorkbenchData>().ReadAsync(fixture.Scientist, Permission.ViewWorkspace, ct);
        Assert.Equal(["recipe.created", "recipe.version-saved"], await db.Set<AuditEntry>().OrderBy(e => e.Sequence).Select(e => e.Action).ToListAsync(ct));
    }

    [Fact]
    public void Changes_of_controls_are_told_with_neutral_positions_and_by_column()
    {
        var before = Plain with { WhatIfs = [new RecipeWhatIf("a") { Median = 1 }, new RecipeWhatIf("b") { Min = 2 }] };
        var after = before with { Coverage = 0.8, Boosts = [new RecipeBoost("n > 5", 3)], WhatIfs = [before.WhatIfs[1] with { Min = 3 }, before.WhatIfs[0]] };
        Assert.Equal(
            [new RecipeChange("boosts[0].factor", null, "3"), new RecipeChange("boosts[0].when", null, "n > 5"), new RecipeChange("coverage", "0.5", "0.8"), new RecipeChange("what-ifs[b].min", "2", "3")],
            RecipeComparison.Between(before, after).OrderBy(c => c.Path, StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_fork_remembers_where_it_came_from_and_a_taken_name_is_refused()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var fixture = await DatasetsFixture.CreateAsync();
        var recipes = fixture.Get<RecipeCatalog>();
        var first = await recipes.SaveAsync(fixture.Scientist, null, Plain, "", ct);
        var taken = await recipes.ForkAsync(fixture.Scientist, first.Version!.Value, "Plain", ct);
        Assert.Equal("name", Assert.Single(taken.Problems).Path);
        var fork = await recipes.ForkAsync(fixture.Scientist, first.Version.Value, "Other", ct);
        Assert.Equal(first.Version, (await recipes.GetAsync(fixture.Scientist, fork.Recipe!.Value, null, ct))!.ForkedFrom);
        Assert.Equal(2, (await recipes.ListAsync(fixture.Scientist, ct)).Count);
    }

    [Fact]
    public async Task A_missing_reference_a_reviewer_and_a_stranger_are_refused()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var fixture = await DatasetsFixture.CreateAsync();
        var recipes = fixture.Get<RecipeCatalog>();
        var gone = DemoTables.LoanRecipe() with { Reference = new RecipeReference { Digest = new string('0', 64) } };
        Assert.Equal("reference.digest", Assert.Single((await recipes.SaveAsync(fixture.Scientist, null, gone, "", ct)).Problems).Path);
        await Assert.ThrowsAsync<NotAllowedException>(() => recipes.SaveAsync(fixture.Reviewer, null, Plain, "", ct));
        var saved = await recipes.SaveAsync(fixture.Scientist, null, Plain, "", ct);
        Assert.Null(await recipes.GetAsync(fixture.Stranger, saved.Recipe!.Value, null, ct));
        Assert.Null(await recipes.FindVersionAsync(fixture.Stranger, saved.Version!.Value, ct));
    }

    [Fact]
    public void A_draft_from_a_schema_can_be_planned()
    {
        var table = DemoTables.CardiologyVisits(50);
        var draft = RecipeDrafts.For("Visits", null, table.Schema, 50);
        var planning = Synthesis.Generation.GenerationPlan.Create(draft, table.Schema);
        Assert.Empty(planning.Problems);
        Assert.Equal(("classification", "readmitted"), (draft.Objective.Task, draft.Objective.Target));
        Assert.DoesNotContain(draft.Columns, c => c.Name == "patient_name");
        Assert.Contains("patient_name", planning.Plan!.PseudonymColumns);
    }
}
