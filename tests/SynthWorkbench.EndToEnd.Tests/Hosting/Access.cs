using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace SynthWorkbench.EndToEnd.Tests.Hosting;

/// <summary>What axe finds wrong with the access to a page.</summary>
internal static class Access
{
    /// <summary>Every rule is run; of the elements that keep it no list is drawn up and sent, which on a long report takes longer than the rules.</summary>
    private static readonly AxeRunOptions Faults = new() { ResultTypes = [ResultType.Violations] };

    /// <summary>All faults, of every gravity.</summary>
    public static async Task<IReadOnlyList<AxeResultItem>> FaultsAsync(this IPage page) => (await page.RunAxe(Faults)).Violations;

    /// <summary>Serious and critical faults, each with where it is.</summary>
    public static async Task<IReadOnlyList<string>> GraveFaultsAsync(this IPage page) =>
        [.. (await page.FaultsAsync()).Where(f => f.Impact is "serious" or "critical").Select(f => $"{f.Id}: {f.Help} at {string.Join(", ", f.Nodes.Select(n => n.Html).Take(5))}")];
}
