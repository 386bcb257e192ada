namespace SynthWorkbench.Architecture.Tests;

/// <summary>A rule over types: the product keeps it, and its canary breaks it (a rule that cannot fail is no rule).</summary>
/// <param name="Name">What the rule says.</param>
/// <param name="Violations">What breaks the rule among the given types.</param>
internal sealed record Rule(string Name, Func<IEnumerable<CodeType>, IEnumerable<string>> Violations)
{
    /// <summary>Types in <paramref name="governed"/> that use something <paramref name="forbidden"/>.</summary>
    public static Rule NoUse(string name, Func<CodeType, bool> governed, Func<string, bool> forbidden) =>
        new(name, types => types.Where(governed).SelectMany(t => t.Uses.Where(forbidden).Select(u => $"{t.Name} uses {u}")));

    /// <summary>Types in <paramref name="governed"/> that call something <paramref name="forbidden"/>.</summary>
    public static Rule NoCall(string name, Func<CodeType, bool> governed, Func<string, bool> forbidden) =>
        new(name, types => types.Where(governed).SelectMany(t => t.Calls.Where(forbidden).Select(u => $"{t.Name} calls {u}")));

    public override string ToString() => Name;
}
