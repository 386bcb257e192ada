using Bunit;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Datasets;
using SynthWorkbench.Application.Generation;
using SynthWorkbench.Application.Privacy;
using SynthWorkbench.Synthesis.Engines.PrivateMarginals;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Web.Components.Privacy;
using Xunit;

namespace SynthWorkbench.Web.Tests.Privacy;

public sealed class PrivacyPartsTests : BunitContext
{
    private static readonly DatasetId Loans = DatasetId.New();

    [Fact]
    public void The_bar_tells_what_is_spent_and_left_in_words_and_shows_what_a_fit_would_take()
    {
        var bar = Render<BudgetBar>(p => p.Add(b => b.Account, Account(5)).Add(b => b.Cost, Cost(5)));
        Assert.Contains("1 fit has spent epsilon", bar.Find(".says").TextContent, StringComparison.Ordinal);
        Assert.Contains("of epsilon 10 at delta 1e-7", bar.Find(".says").TextContent, StringComparison.Ordinal);
        Assert.Contains("Left: one more fit of up to epsilon", bar.Find(".says").TextContent, StringComparison.Ordinal);
        Assert.InRange(double.Parse(bar.Find("[role=progressbar]").GetAttribute("aria-valuenow")!, System.Globalization.CultureInfo.InvariantCulture), 15, 45);
        Assert.NotEmpty(bar.FindAll(".planned"));
        Assert.Empty(Render<BudgetBar>(p => p.Add(b => b.Account, Account(5))).FindAll(".planned"));
        Assert.Contains("Nothing is left", Render<BudgetBar>(p => p.Add(b => b.Account, Account(10, 10))).Find(".says").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-1", 0.1)]
    [InlineData("-0.95", 0.11)]
    [InlineData("0", 1)]
    [InlineData("0.05", 1.1)]
    [InlineData("0.4", 2.5)]
    [InlineData("1", 10)]
    public void The_dial_is_logarithmic(string position, double epsilon)
    {
        double? told = null;
        var dial = Render<PrivacyDial>(p => p.Add(d => d.Epsilon, 3).Add(d => d.Standard, 1).Add(d => d.Changed, v => told = v));
        dial.Find("input[type=range]").Input(position);
        Assert.Equal(epsilon, told);
    }

    [Fact]
    public void The_dial_says_its_epsilon_takes_exact_numbers_within_bounds_and_is_put_back()
    {
        double? told = null;
        var dial = Render<PrivacyDial>(p => p.Add(d => d.Epsilon, 1).Add(d => d.Standard, 2).Add(d => d.Changed, v => told = v));
        Assert.Equal("epsilon 1", dial.Find("input[type=range]").GetAttribute("aria-valuetext"));
        Assert.Contains("factor of 2.7 at most", dial.Find(".help").TextContent, StringComparison.Ordinal);
        dial.Find("input[type=number]").Change("1.234");
        Assert.Equal(1.234, told);
        dial.Find("input[type=number]").Change("0");
        Assert.Equal(PrivacyOptions.LeastEpsilon, told);
        dial.Find("input[type=number]").Change("99");
        Assert.Equal(PrivacyOptions.MostEpsilon, told);
        dial.Find("button").Click();
        Assert.Equal(2, told);
    }

    [Fact]
    public void Switch_and_dial_ask_and_only_the_button_fits()
    {
        int fits = 0;
        var asked = new List<PrivacyOptions?>();
        var standard = new PrivacyOptions { Epsilon = 2 };
        var part = Render<PrivacyPart>(p => p.Add(x => x.Standard, standard).Add(x => x.IsFitted, true).Add(x => x.Quote, Quote(null, 1)).Add(x => x.Changed, asked.Add).Add(x => x.Fit, () => fits++));
        Assert.Empty(part.FindAll("button"));
        part.Find("[role=switch]").Change(true);
        Assert.Equal(standard, asked[^1]);
        part.Render(p => p.Add(x => x.Asked, standard).Add(x => x.IsFitted, false).Add(x => x.Quote, Quote(standard, 1)));
        part.Find("input[type=range]").Input("0.7");
        Assert.Equal(5, asked[^1]!.Epsilon);
        Assert.Equal(0, fits);
        var button = part.Find("button.primary");
        Assert.Matches("^Fit with epsilon 2 \\(spends [0-9.]+ %, leaves [0-9.]+ % of the budget\\)$", button.TextContent);
        button.Click();
        Assert.Equal(1, fits);
        part.Find("[role=switch]").Change(false);
        Assert.Null(asked[^1]);
    }

    [Fact]
    public void A_model_that_is_paid_for_is_shown_for_nothing_and_what_the_budget_does_not_pay_for_has_no_button()
    {
        var asked = new PrivacyOptions { Epsilon = 3 };
        var account = Account(3);
        var part = Render<PrivacyPart>(p => p.Add(x => x.Standard, asked).Add(x => x.Asked, asked).Add(x => x.Quote, new FitQuote(account, asked, account.Charges[0], null)).Add(x => x.Changed, _ => { }).Add(x => x.Fit, () => { }));
        Assert.Equal("Show with epsilon 3 (spends nothing)", part.Find("button.primary").TextContent);
        part.Render(p => p.Add(x => x.Quote, Quote(asked, 10, 5)));
        Assert.Empty(part.FindAll("button.primary"));
        Assert.Contains("raise the budget", part.Find("[role=alert]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_entitled_see_the_form_and_it_says_what_is_wrong()
    {
        var who = AddAuthorization();
        who.SetAuthorized("Dana");
        who.SetPolicies(Policies.Member);
        var told = new List<(PrivacyBudget, string)>();
        Func<PrivacyBudget, string, Task<string?>> save = (budget, reason) =>
        {
            told.Add((budget, reason));
            return Task.FromResult(budget.Problem());
        };
        Assert.Empty(Render<BudgetSection>(p => p.Add(s => s.Account, Account(2)).Add(s => s.Save, save)).FindAll("form"));
        who.SetPolicies(Policies.Member, Policies.PrivacyBudget);
        var section = Render<BudgetSection>(p => p.Add(s => s.Account, Account(2)).Add(s => s.Save, save));
        Assert.Contains("Dana", section.Find("tbody tr").TextContent, StringComparison.Ordinal);
        section.Find("#budget-epsilon").Change("0");
        section.Find("#budget-reason").Change("Second study");
        section.Find("form").Submit();
        Assert.Contains("allows no private fit", section.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        section.Find("#budget-epsilon").Change("20");
        section.Find("form").Submit();
        Assert.Equal((new PrivacyBudget(20, 1e-7), "Second study"), told[^1]);
        Assert.Empty(section.FindAll("[role=alert]"));
    }

    private static FitQuote Quote(PrivacyOptions? asked, params double[] spent) => Account(spent) is var account ? new FitQuote(account, asked, null, asked is null ? null : account.RefusalOf(asked)) : null!;

    private static PrivacyAccount Account(params double[] spent) => new(Loans, "Loans", PrivacyBudget.Default, null, [.. spent.Select((e, i) => new PrivacyCharge
    {
        Id = PrivacyChargeId.New(), DatasetId = Loans, Number = i + 1, Rho = Cost(e).Rho, FailureDelta = Cost(e).Delta, Epsilon = e, Delta = 1e-9,
        Neighbours = "", AssumedJson = "[]", RecipeName = "Applications", FitKey = "", ModelKey = "", Author = "Dana",
    })], []);

    private static Numerics.Privacy.PrivacyCost Cost(double epsilon) => PrivacyStatement.Of(new PrivacyOptions { Epsilon = epsilon }).Cost();
}
