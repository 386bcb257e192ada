using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace SynthWorkbench.EndToEnd.Tests.Hosting;

/// <summary>Recipes of a test's own.</summary>
internal static class OwnRecipes
{
    /// <summary>From a dataset's page to a recipe of it, not saved yet. The dataset's page stands until the recipe's is drawn, and both have tabs that are called alike.</summary>
    public static async Task MakeRecipeAsync(this IPage page)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "Make a recipe" }).ClickAsync();
        await page.GetByRole(AriaRole.Tablist, new() { Name = "Recipe", Exact = true }).WaitForAsync();
    }

    /// <summary>A fork of a demo recipe's first version under another name, on its page and not saved yet: other tests run the demo's own, and keep what they found as later versions.</summary>
    public static async Task ForkAsync(this IPage page, string recipe, string newName)
    {
        await page.OpenAsync("/recipes");
        await page.Locator("tbody a[href*='recipes/']", new() { HasText = recipe }).First.ClickAsync();
        await page.ReachAsync("**/recipes/*-*");
        string original = page.Url;
        await page.OpenAsync(new Uri(original).AbsolutePath + "?version=1");
        await page.GetByRole(AriaRole.Button, new() { Name = "Fork", Exact = true }).ClickAsync();
        await page.ReachAsync(new Regex($"/recipes/(?!{original.Split('/')[^1]})"));
        var name = page.GetByLabel("Name", new() { Exact = true });
        await Assertions.Expect(name).ToHaveValueAsync(new Regex("fork"));
        await name.FillAsync(newName);
        await name.BlurAsync();
    }
}
