package dev.segmentnovu.e2e.console;

import java.util.List;

/**
 * A page of the console, or a view of it.
 *
 * @param name the file name of its screenshots
 * @param path its address; in {@code {letter}} and the like stand ids of {@link Scenes}
 * @param ready what is visible when its content is there: selectors, all of which are waited for
 */
record PageView(String name, String path, List<String> ready) {

  private static final String ROWS = " r-table tbody tr";
  private static final String PLOT = ".uplot canvas";

  /** The pages of the navigation. */
  static final List<PageView> PAGES =
      List.of(
          view("pulse", "/", ".funnel .received .value:text-matches('^[0-9]')", PLOT),
          view("dead-letters", "/dead-letters", "r-dead-letters" + ROWS, ".toolbar"),
          view("issues", "/issues", "r-issues" + ROWS),
          view("users", "/users", "r-parked" + ROWS),
          view("events", "/events", "r-tail" + ROWS),
          view("sources", "/sources", ".sources" + ROWS),
          view("mapping", "/mapping", "page-mapping .card .rows"),
          view("novu", "/novu", "page-novu" + ROWS, ".target"),
          view("jobs", "/jobs", "r-jobs" + ROWS),
          view("system", "/system", "table[aria-label=Workers] tbody tr"),
          view("audit", "/audit", "page-audit" + ROWS),
          view("settings", "/settings", ".setting"));

  /** What pages show of one thing, and their other lists. */
  static final List<PageView> DETAILS =
      List.of(
          view("dead-letter", "/dead-letters/{letter}", "r-dead-letter .attempts li"),
          view("issue", "/issues?id={issue}", "r-issue .fact-grid", "r-issue r-json"),
          view("user", "/users/web/{user}", "r-user" + ROWS, "r-user .head-error"),
          view("event", "/events/{event}", "r-event .journey li"),
          view("events-delivered", "/events?show=delivered", "r-deliveries" + ROWS),
          view("events-rejected", "/events?show=rejected", "r-rejections" + ROWS),
          view(
              "source",
              "/sources/web",
              "page-sources .figures, [aria-label='Numbers of web']",
              PLOT),
          view("mapping-try", "/mapping?show=try", "r-try .samples li"),
          view("mapping-unmapped", "/mapping?show=unmapped", "page-mapping" + ROWS),
          view("novu-request", "/novu?request={request}", "[aria-label='A request'] r-json"),
          view("job", "/jobs/{job}", "r-job .fact-grid"));

  private static PageView view(String name, String path, String... ready) {
    return new PageView(name, path, List.of(ready));
  }

  /** Opens it, and returns when its content is there. */
  void show(ConsoleTab tab, Scenes scenes) {
    tab.open(scenes.address(path));
    awaitContent(tab);
  }

  /** Returns when its content is there. */
  void awaitContent(ConsoleTab tab) {
    for (String each : ready) {
      tab.page.locator(each).first().waitFor();
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
