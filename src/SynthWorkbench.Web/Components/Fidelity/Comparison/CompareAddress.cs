using SynthWorkbench.Application.Generation;

namespace SynthWorkbench.Web.Components.Fidelity.Comparison;

/// <summary>Addresses that name runs: <c>?run=GUID&amp;run=GUID</c>, the base first.</summary>
internal static class CompareAddress
{
    public const string Page = "fidelity/compare", Choice = "fidelity", Csv = "api/fidelity/compare.csv";

    public static string Of(string path, IEnumerable<RunId> runs, bool onlyBeyond = false) => $"{path}?{string.Join('&', runs.Select(r => $"run={r}").Concat(onlyBeyond ? ["only=beyond"] : Array.Empty<string>()))}";

    /// <summary>The runs that an address names; what is no id is a run that nobody has.</summary>
    public static RunId[] Parse(IEnumerable<string>? runs) => [.. (runs ?? []).Select(r => new RunId(Guid.TryParse(r, out var id) ? id : Guid.Empty)).Distinct()];
}
