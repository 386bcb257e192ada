// Tests of a collection share a workbench and run one after another; collections, and the classes whose tests start workbenches of their own, run beside each other, three at a time on two cores:
// while one test waits for a debounce, a restart or a page, the others compute.
[assembly: Xunit.v3.Parallelization(MaxThreads = 3)]

namespace SynthWorkbench.EndToEnd.Tests.Hosting;

/// <summary>Tests that look at pages and leave little behind.</summary>
[CollectionDefinition(Name)]
public sealed class PageTests : ICollectionFixture<BrowserSession>
{
    public const string Name = "Pages";
}

/// <summary>Tests that go from a table to a report.</summary>
[CollectionDefinition(Name)]
public sealed class Journeys : ICollectionFixture<BrowserSession>
{
    public const string Name = "Journeys";
}

/// <summary>Tests that turn the Studio's dials.</summary>
[CollectionDefinition(Name)]
public sealed class StudioTests : ICollectionFixture<BrowserSession>
{
    public const string Name = "Studio";
}
