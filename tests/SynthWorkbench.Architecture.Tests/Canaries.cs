// Each type breaks one rule on purpose, in the namespace which that rule governs; RuleTests proves that it is caught.
#pragma warning disable RS0030, MA0048, CA1822, MA0038, MA0041, CS0169, IDE0051
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.JSInterop;
using SynthWorkbench.Application.Auditing;

namespace SynthWorkbench.Numerics.Canaries
{
    internal sealed class NumericsUsesMoreThanSystemCanary
    {
        public DbContext? Context { get; set; }
    }
}

namespace SynthWorkbench.Web.Components.Canaries
{
    internal sealed class PlotlyOutsideChartsCanary
    {
        public Plotly.Blazor.Layout? Layout { get; set; }
    }

    internal sealed class InteropOutsideInteropCanary
    {
        public IJSRuntime? Script { get; set; }
    }

    internal sealed class HttpContextOutsideEndpointsCanary
    {
        public HttpContext? Context { get; set; }
    }

    internal sealed class EntityFrameworkInWebCanary
    {
        public DbContext? Context { get; set; }
    }

    internal sealed class TaskRunInWebCanary
    {
        public Task Start() => Task.Run(() => { });
    }

    [Route("/canary")]
    internal sealed class UnguardedPageCanary : ComponentBase;

    internal sealed class SevenServicesCanary : ComponentBase
    {
        [Inject] public required NavigationManager A { get; set; }

        [Inject] public required NavigationManager B { get; set; }

        [Inject] public required NavigationManager C { get; set; }

        [Inject] public required NavigationManager D { get; set; }

        [Inject] public required NavigationManager E { get; set; }

        [Inject] public required NavigationManager F { get; set; }

        [Inject] public required NavigationManager G { get; set; }
    }

    internal sealed class CanaryHelper;
}

namespace SynthWorkbench.Application.Datasets
{
    [SuppressMessage("Design", "CA1812", Justification = "Read by the rules, never made.")]
    internal sealed class DatasetsKnowRecipesCanary
    {
        public object Slice() => typeof(Recipes.RecipesServices);
    }
}

namespace SynthWorkbench.Architecture.Canaries
{
    internal sealed class WallClockCanary
    {
        public DateTime Now() => DateTime.UtcNow;
    }

    internal sealed class UnseededRandomCanary
    {
        public int Draw() => new System.Random().Next();
    }

    internal sealed class CrossesWorkspacesCanary
    {
        public IQueryable<AuditEntry> All(DbContext db) => db.Set<AuditEntry>().IgnoreQueryFilters();
    }

    internal sealed class WritesAuditEntryCanary
    {
        public AuditEntry Forge() => new() { ActorName = "", Action = "", SubjectKind = "", SubjectId = "", SubjectName = "", PreviousHash = "", Hash = "" };
    }
}
