namespace SynthWorkbench.Application.Accounts;

/// <summary>Names of the policies that pages and endpoints ask for. Services ask again, by <see cref="Permission"/>.</summary>
public static class Policies
{
    /// <summary>Anybody with an account, a member of a workspace or not.</summary>
    public const string SignedIn = nameof(SignedIn);

    /// <summary>Any role in the current workspace.</summary>
    public const string Member = nameof(Member);

    public const string DataScientist = nameof(DataScientist);

    public const string Reviewer = nameof(Reviewer);

    public const string Lead = nameof(Lead);

    /// <summary>Who sets privacy budgets.</summary>
    public const string PrivacyBudget = nameof(PrivacyBudget);

    public const string Auditor = nameof(Auditor);

    public const string Owner = nameof(Owner);

    public const string Administrator = nameof(Administrator);
}
