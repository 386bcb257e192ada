namespace SynthWorkbench.Numerics.Agreement.Rasch;

/// <summary>The category, from 0, that a reviewer gave to an item on a criterion; each is an index from 0.</summary>
public readonly record struct FacetRating(int Item, int Criterion, int Reviewer, int Category);

/// <summary>Ratings of items by reviewers on criteria that share one ordered scale. Sparse: any combination may be missing or occur several times. Kept in one order, so that the order in which they come changes no bit.</summary>
public sealed class FacetRatings
{
    private readonly FacetRating[] _ratings;

    /// <summary>Sorts the ratings: O(ratings log ratings).</summary>
    /// <param name="items">Number of items, at least 0.</param>
    /// <param name="criteria">Number of criteria, at least 0; a rubric of one question has 1.</param>
    /// <param name="reviewers">Number of reviewers, at least 0.</param>
    /// <param name="categories">Number of categories of the declared scale, at least 1.</param>
    /// <param name="ratings">Ratings with indices below those numbers.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative, or an index is outside its range.</exception>
    public FacetRatings(int items, int criteria, int reviewers, int categories, IEnumerable<FacetRating> ratings)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(items);
        ArgumentOutOfRangeException.ThrowIfNegative(criteria);
        ArgumentOutOfRangeException.ThrowIfNegative(reviewers);
        ArgumentOutOfRangeException.ThrowIfLessThan(categories, 1);
        ArgumentNullException.ThrowIfNull(ratings);
        (Items, Criteria, Reviewers, Categories, _ratings) = (items, criteria, reviewers, categories, [.. ratings]);
        foreach (var rating in _ratings)
        {
            if ((uint)rating.Item >= (uint)items || (uint)rating.Criterion >= (uint)criteria || (uint)rating.Reviewer >= (uint)reviewers || (uint)rating.Category >= (uint)categories)
                throw new ArgumentOutOfRangeException(nameof(ratings), rating, $"Indices are below {items} items, {criteria} criteria, {reviewers} reviewers and {categories} categories.");
        }

        Array.Sort(_ratings, static (a, b) =>
            a.Item != b.Item ? a.Item.CompareTo(b.Item)
            : a.Criterion != b.Criterion ? a.Criterion.CompareTo(b.Criterion)
            : a.Reviewer != b.Reviewer ? a.Reviewer.CompareTo(b.Reviewer)
            : a.Category.CompareTo(b.Category));
    }

    /// <summary>Number of items.</summary>
    public int Items { get; }

    /// <summary>Number of criteria.</summary>
    public int Criteria { get; }

    /// <summary>Number of reviewers.</summary>
    public int Reviewers { get; }

    /// <summary>Number of categories of the scale.</summary>
    public int Categories { get; }

    /// <summary>Number of ratings.</summary>
    public int Count => _ratings.Length;

    /// <summary>The ratings by item, criterion, reviewer and category.</summary>
    internal ReadOnlySpan<FacetRating> All => _ratings;
}
