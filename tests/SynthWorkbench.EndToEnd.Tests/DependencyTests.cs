using Microsoft.Playwright;
using SynthWorkbench.EndToEnd.Tests.Hosting;

namespace SynthWorkbench.EndToEnd.Tests;

/// <summary>Columns that settle one another: found in an imported table, kept by one click, saved with the recipe.</summary>
[Collection(PageTests.Name)]
public sealed class DependencyTests(BrowserSession session)
{
    [Fact]
    public async Task A_dependency_is_proposed_and_kept()
    {
        string file = Path.Combine(Path.GetTempPath(), "synthworkbench-areas.csv");
        await File.WriteAllLinesAsync(file, Enumerable.Range(0, 400).Select(i => $"area {i * 7 % 9},{100 + i * 7 % 9},{i * 13 % 50},{i % 3}").Prepend("area,code,amount,kind"));
        var page = await session.OpenAsync("Data scientist", "/datasets/import");
        await page.Locator("input[type=file]").SetInputFilesAsync(file);
        await page.GetByRole(AriaRole.Button, new() { Name = "Import", Exact = true }).ClickAsync();
        await page.MakeRecipeAsync();
        await page.GetByRole(AriaRole.Tab, new() { Name = "Constraints" }).ClickAsync();
        var keep = page.GetByRole(AriaRole.Button, new() { Name = "Keep area and code together" });
        await keep.WaitForAsync();
        foreach (string theme in new[] { "light", "dark" })
        {
            await page.EvaluateAsync($"document.documentElement.dataset.theme = '{theme}'");
            await page.PictureAsync($"dependencies-{theme}");
        }

        Assert.Empty(await page.GraveFaultsAsync());
        await keep.ClickAsync();
        await Assertions.Expect(page.GetByLabel("Columns of constraint 0, separated by commas")).ToHaveValueAsync("area, code");
        await Assertions.Expect(keep).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the recipe" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Run version 1" }).WaitForAsync();
        await page.ReloadAsync();
        await page.GetByRole(AriaRole.Tab, new() { Name = "Constraints" }).ClickAsync();
        await Assertions.Expect(page.GetByLabel("Columns of constraint 0, separated by commas")).ToHaveValueAsync("area, code");
        await page.Context.CloseAsync();
    }
}
