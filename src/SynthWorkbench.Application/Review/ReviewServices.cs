using Microsoft.Extensions.DependencyInjection;
using SynthWorkbench.Application.Jobs;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Exchange;
using SynthWorkbench.Application.Review.Queue;
using SynthWorkbench.Application.Review.Rubrics;

namespace SynthWorkbench.Application.Review;

public static class ReviewServices
{
    public static IServiceCollection AddReview(this IServiceCollection services) => services
        .AddSingleton<ReviewSignals>().AddSingleton<RubricCatalog>()
        .AddSingleton<ReviewQueue>().AddSingleton<ReviewDrafts>().AddSingleton<ReviewDecisions>().AddSingleton<ReviewHistory>()
        .AddSingleton<ImportStore>().AddSingleton<ItemUploads>().AddSingleton<ItemDrawing>().AddSingleton<CampaignMaking>().AddSingleton<IJobHandler, CampaignJob>()
        .AddSingleton<CampaignList>().AddSingleton<CampaignBoard>().AddSingleton<CampaignLead>().AddSingleton<HumanDetections>().AddSingleton<ReviewExport>();
}
