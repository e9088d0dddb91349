package dev.segmentnovu.e2e.console;

import java.util.Map;
import java.util.Objects;

/**
 * What a visit of Pulse takes.
 *
 * @param requests how many files of the console the page asked for, with the page itself
 * @param loaded how many of the files came from the relay and not from the browser's cache
 * @param bytes of the files and the page, as they came over the wire
 * @param answers how many answers of the admin API came until the first plot
 * @param answerBytes the bytes of these answers
 * @param firstPlotMillis until the first plot stands on the page, from the start of the navigation
 */
record Visit(
    int requests, int loaded, int bytes, int answers, int answerBytes, int firstPlotMillis) {

  /** Notes when the first plot comes. */
  private static final String WATCH =
      """
      new MutationObserver((changes, observer) => {
        if (!document.querySelector('.uplot canvas')) return;
        window.firstPlot = performance.now();
        observer.disconnect();
      }).observe(document, { childList: true, subtree: true });
      """;

  private static final String MEASURE =
      """
      () => {
        const [page] = performance.getEntriesByType('navigation');
        const all = performance.getEntriesByType('resource');
        const isAnswer = (each) => new URL(each.name).pathname.startsWith('/admin/');
        const files = all.filter((each) => !isAnswer(each));
        const answers = all.filter((each) => isAnswer(each) && each.responseEnd <= window.firstPlot);
        const bytes = (list) => list.reduce((sum, each) => sum + each.transferSize, 0);
        return {
          requests: 1 + files.length,
          loaded: files.filter((each) => each.transferSize > 0).length,
          bytes: page.transferSize + bytes(files),
          answers: answers.length,
          answerBytes: bytes(answers),
          firstPlotMillis: Math.round(window.firstPlot),
        };
      }""";

  /** Visits Pulse, and returns when its first plot is there. */
  static Visit ofPulse(ConsoleTab tab) {
    tab.page.addInitScript(WATCH);
    tab.open("/");
    // Playwright's waitForFunction evaluates a text, which the page's policy forbids
    tab.page.locator(".uplot canvas").first().waitFor();
    Map<?, ?> found = (Map<?, ?>) tab.page.evaluate(MEASURE);
    return new Visit(
        number(found, "requests"),
        number(found, "loaded"),
        number(found, "bytes"),
        number(found, "answers"),
        number(found, "answerBytes"),
        number(found, "firstPlotMillis"));
  }

  private static int number(Map<?, ?> found, String name) {
    return ((Number) Objects.requireNonNull(found.get(name))).intValue();
  }

  @Override
  public String toString() {
    return "%d requests for files (%d loaded, %,d bytes), %d answers of the API (%,d bytes), first plot after %d ms"
        .formatted(requests, loaded, bytes, answers, answerBytes, firstPlotMillis);
  }
}
