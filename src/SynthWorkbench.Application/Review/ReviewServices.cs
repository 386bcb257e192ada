using Microsoft.Extensions.DependencyInjection;
using SynthWorkbench.Application.Review.Rubrics;

namespace SynthWorkbench.Application.Review;

public static class ReviewServices
{
    public static IServiceCollection AddReview(this IServiceCollection services) => services.AddSingleton<RubricCatalog>();
}
