namespace SynthWorkbench.Synthesis.Tables.Text;

/// <summary>Makes column names from a header: an unnamed column is called by its position, a repeated name is refused or given a suffix.</summary>
internal static class ColumnNames
{
    public static string[] From(int count, Func<int, string> nameAt, bool suffixDuplicates, long line)
    {
        var names = new string[count];
        var first = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < count; i++)
        {
            string name = nameAt(i);
            if (name.Length == 0)
                name = $"column_{i + 1}";
            if (first.TryGetValue(name, out int earlier) && !suffixDuplicates)
                throw new TableReadException($"Columns {earlier + 1} and {i + 1} have the same name", "Rename one, or choose to number repeated names.", line, name);
            string unique = name;
            for (int n = 2; !first.TryAdd(unique, i); n++)
                unique = $"{name}_{n}";
            names[i] = unique;
        }

        return names;
    }
}
