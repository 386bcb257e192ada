using System.Text;

namespace SynthWorkbench.Application.Review.Rubrics;

/// <summary>Changes of a rubric that keep what refers to a criterion or an option pointing at it.</summary>
public static class RubricEdits
{
    private const int LongestId = 60;

    /// <summary>An id from a title: lower-case letters, digits and hyphens, not among those taken.</summary>
    public static string NewId(string title, IEnumerable<string> taken)
    {
        string stem = Slug(title, LongestId - 4);
        if (stem.Length == 0)
            stem = "criterion";
        var used = taken.ToHashSet(StringComparer.Ordinal);
        string id = stem;
        for (int n = 2; used.Contains(id); n++)
            id = $"{stem}-{n}";
        return id;
    }

    /// <summary>Lower-case letters and digits of a text, all else as single hyphens.</summary>
    public static string Slug(string text, int longest = LongestId)
    {
        var slug = new StringBuilder();
        foreach (char c in text.ToLowerInvariant())
        {
            if (c is (>= 'a' and <= 'z') or (>= '0' and <= '9'))
                slug.Append(c);
            else if (slug.Length > 0 && slug[^1] != '-')
                slug.Append('-');
            if (slug.Length == longest)
                break;
        }

        return slug.ToString().Trim('-');
    }

    public static Rubric Add(Rubric rubric)
    {
        var criterion = new Criterion { Id = NewId("criterion", rubric.Criteria.Select(c => c.Id)), Options = [new("yes", "Yes"), new("no", "No")] };
        return rubric with { Criteria = rubric.Criteria.Add(criterion) };
    }

    public static Rubric Remove(Rubric rubric, int at) => rubric with { Criteria = rubric.Criteria.RemoveAt(at) };

    public static Rubric Move(Rubric rubric, int from, int to) =>
        to < 0 || to >= rubric.Criteria.Length ? rubric : rubric with { Criteria = rubric.Criteria.RemoveAt(from).Insert(to, rubric.Criteria[from]) };

    /// <summary>Puts a changed criterion in place of another. A new id or a renamed option is carried to the reasons, defects and conditions that name it.</summary>
    public static Rubric Replace(Rubric rubric, int at, Criterion criterion)
    {
        var before = rubric.Criteria[at];
        var renamed = Renamed(before, criterion);
        string Now(string value) => renamed.GetValueOrDefault(value, value);
        if (renamed.Count > 0)
            criterion = criterion with { RationaleFor = [.. criterion.RationaleFor.Select(Now)], Defects = [.. criterion.Defects.Select(Now)] };
        return rubric with
        {
            Criteria = [.. rubric.Criteria.Select((c, i) => i == at ? criterion
                : c.When is { } when && when.Criterion == before.Id ? c with { When = new CriterionCondition(criterion.Id, [.. when.Values.Select(Now)]) } : c)],
        };
    }

    /// <summary>Values that changed in place, where no option came or went.</summary>
    private static Dictionary<string, string> Renamed(Criterion before, Criterion after)
    {
        var renamed = new Dictionary<string, string>(StringComparer.Ordinal);
        Match([.. before.Options.Select(o => o.Value)], [.. after.Options.Select(o => o.Value)]);
        Match([.. before.Severities], [.. after.Severities]);
        return renamed;

        void Match(List<string> old, List<string> now)
        {
            if (old.Count != now.Count)
                return;
            for (int i = 0; i < old.Count; i++)
            {
                if (old[i].Length > 0 && !now.Contains(old[i]) && !old.Contains(now[i]))
                    renamed[old[i]] = now[i];
            }
        }
    }
}
