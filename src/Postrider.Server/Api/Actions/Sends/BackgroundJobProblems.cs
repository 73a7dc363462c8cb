namespace Postrider.Server.Api.Actions.Sends;

internal static class BackgroundJobProblems
{
    public static readonly Problem NotFound = new(404, "backgroundJob.notFound", "There is no such background job in this workspace.");
    public static readonly Problem NotCancellable = new(409, "backgroundJob.notCancellable", "It has started or ended, so it cannot be cancelled any more.");
}
