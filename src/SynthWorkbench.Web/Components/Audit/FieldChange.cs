using System.Text.Json;

namespace SynthWorkbench.Web.Components.Audit;

/// <summary>One field of an audit entry's subject, before and after.</summary>
public sealed record FieldChange(string Field, string? Before, string? After)
{
    public bool Differs => Before is not null && After is not null && Before != After;

    /// <summary>Sets two canonical JSON states side by side, field by field; what changed comes first.</summary>
    public static IReadOnlyList<FieldChange> Between(string? before, string? after)
    {
        var (old, fresh) = (Fields(before), Fields(after));
        return [.. old.Keys.Union(fresh.Keys, StringComparer.Ordinal).Select(f => new FieldChange(f, old.GetValueOrDefault(f), fresh.GetValueOrDefault(f))).OrderByDescending(c => c.Before != c.After)];
    }

    private static Dictionary<string, string> Fields(string? json)
    {
        if (json is null)
            return [];
        using var document = JsonDocument.Parse(json);
        return document.RootElement.ValueKind == JsonValueKind.Object
            ? document.RootElement.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.ToString(), StringComparer.Ordinal)
            : new Dictionary<string, string>(StringComparer.Ordinal) { ["value"] = document.RootElement.ToString() };
    }
}
