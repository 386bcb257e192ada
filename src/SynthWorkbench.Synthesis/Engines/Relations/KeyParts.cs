using SynthWorkbench.Synthesis.Generation;
using SynthWorkbench.Synthesis.Tables;
using SynthWorkbench.Synthesis.Tables.Relations;

namespace SynthWorkbench.Synthesis.Engines.Relations;

/// <summary>The parts of a key that are known before its last parent is chosen; null where the key does not depend on it.</summary>
internal sealed class KeyParts
{
    private readonly string?[] _known;
    private readonly string?[] _parent;

    private KeyParts(string?[] known, string?[] parent) => (_known, _parent) = (known, parent);

    public static KeyParts? Of(TablePlan table, RelationLink link, List<Column> columns, Table parents)
    {
        if (!table.Table.Key.Any(link.Columns.Contains) || !table.Table.Key.All(k => link.Columns.Contains(k) || columns.Exists(c => c.Name == k)))
            return null;
        string[] before = [.. table.Table.Key.Where(k => !link.Columns.Contains(k))];
        string?[] known = before.Length == 0 ? new string?[columns[0].Length] : RowKeys.Of(new Table(columns), before);
        return new KeyParts(known, RowKeys.Of(parents, link.ParentColumns));
    }

    public string At(int row, int parent) => $"{_known[row]}\u001E{_parent[parent]}";
}
