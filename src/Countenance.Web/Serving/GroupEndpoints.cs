using Countenance.Web.Albums;

namespace Countenance.Web.Serving;

/// <summary>How far the groups are, for a page that waits for them.</summary>
internal static class GroupEndpoints
{
    public static void Map(IEndpointRouteBuilder app) => app.MapGet(
        "/groups.json",
        (AlbumView album, FaceGroups groups) => album.Current.Index.Faces.Count == 0
            ? TypedResults.Json(new GroupState(IsDone: true, Share: 1))
            : TypedResults.Json(new GroupState(groups.IsReady || groups.Failure is not null, groups.Share)));

    private sealed record GroupState(bool IsDone, double Share);
}
