using Microsoft.Extensions.DependencyInjection;
using SynthWorkbench.Application.Calibration.Planning;
using SynthWorkbench.Application.Calibration.Reviewers;
using SynthWorkbench.Application.Calibration.Sessions;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Queue;
using SynthWorkbench.Application.Review.Standing;

namespace SynthWorkbench.Application.Calibration;

public static class CalibrationServices
{
    public static IServiceCollection AddCalibration(this IServiceCollection services) => services
        .AddSingleton<SessionSignals>().AddSingleton<IDecisionFollower, SessionScores>().AddSingleton<IKnownItems, AgreedItems>().AddSingleton<IReviewerWatch, ErrorWatch>().AddSingleton<CalibrationPlanning>().AddSingleton<SessionActions>().AddSingleton<SessionBoard>().AddSingleton<RubricAmendments>().AddSingleton<SessionMinutes>()
        .AddSingleton<ReviewerBoard>().AddSingleton<ReviewerStandings>();
}
