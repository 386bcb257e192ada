namespace SynthWorkbench.Numerics.Agreement;

/// <summary>What keeps a coefficient from being defined, in a sentence that says what is lacking and how many items it takes.</summary>
internal static class Lacking
{
    /// <summary>ln 0.05 / ln 0.95, rounded up: items after which one in twenty has turned up with 95 % certainty.</summary>
    private const int UntilOneInTwenty = 59;

    /// <summary>What every coefficient needs: two raters, two units with two ratings.</summary>
    public static string? Pairs(RatingTable table)
    {
        var counts = table.Counts;
        if (counts.Ratings == 0)
            return "There are no ratings: at least 2 items need the ratings of at least 2 reviewers.";
        if (counts.ActiveRaters < 2)
            return "Only one reviewer has rated: at least 2 items need the rating of a second.";
        return counts.Paired < 2 ? $"{(counts.Paired == 0 ? "No item has" : "Only 1 item has")} ratings of two reviewers: at least {2 - counts.Paired} more must have a second rating." : null;
    }

    /// <summary>What a coefficient corrected for chance needs besides: more than one category in use.</summary>
    public static string? Variation(RatingTable table)
    {
        if (Pairs(table) is { } reason)
            return reason;
        int[] once = new int[table.Units];
        Array.Fill(once, 1);
        return table.Counts.SaysNothing(once) ? Unanimous(table.Counts.PairableValues, table.Categories[Array.Find(table.Counts.Sole, s => s >= 0)]) : null;
    }

    public static string Unanimous(int ratings, string category) =>
        $"All {ratings} ratings are \"{category}\": nothing shows whether reviewers tell it from anything else. At least 1 item must get another rating; if one item in twenty deserves one, {UntilOneInTwenty} items hold one with 95 % certainty.";

    /// <summary>Whether a coefficient of 1 leaves no spread to take an interval from.</summary>
    public static bool IsPerfect(double value) => value > 1 - 1e-12;

    /// <summary>Why perfect agreement has no interval: one without width would read as certainty.</summary>
    public static string Spread(int units) =>
        $"All {Items(units)} agree, and an interval comes from the spread between items: there is none. With 95 % certainty at most {1 - Math.Pow(0.05, 1.0 / units):P1} of such items are disputed.";

    public static string Items(int n) => n == 1 ? "1 item" : $"{n} items";
}
