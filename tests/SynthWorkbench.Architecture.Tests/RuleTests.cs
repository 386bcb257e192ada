namespace SynthWorkbench.Architecture.Tests;

public sealed class RuleTests
{
    public static TheoryData<int> RuleIndices() => [.. Enumerable.Range(0, Rules.All.Length)];

    [Theory, MemberData(nameof(RuleIndices))]
    public void The_product_keeps_the_rule(int rule) =>
        Assert.Empty(Rules.All[rule].Violations(CodeModel.Product).Select(v => $"{Rules.All[rule].Name}: {v}"));

    [Theory, MemberData(nameof(RuleIndices))]
    public void The_rule_catches_its_canary(int rule) =>
        Assert.True(Rules.All[rule].Violations(CodeModel.Canaries).Any(), $"No canary breaks the rule '{Rules.All[rule].Name}'.");
}
