package dev.segmentnovu.e2e.console;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * The Chromium of this machine. {@code RELAY_TEST_CHROMIUM} names its program; {@code
 * RELAY_TEST_BROWSER=required} makes a missing one a failure.
 */
final class Chromium implements AutoCloseable {

  /** The narrowest screen that the console is made for, in pixels. */
  static final int PHONE = 360;

  /** A usual window, in pixels. */
  static final int DESKTOP = 1280;

  /** How long a page may take on a busy machine. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final int PHONE_HEIGHT = 780;
  private static final int DESKTOP_HEIGHT = 860;

  private final Playwright playwright;
  private final Browser browser;

  private Chromium(Path program) {
    // without this, the driver downloads its own browsers
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    // as root, Chromium has no sandbox
    List<String> arguments =
        "root".equals(System.getProperty("user.name")) ? List.of("--no-sandbox") : List.of();
    browser =
        playwright
            .chromium()
            .launch(new BrowserType.LaunchOptions().setExecutablePath(program).setArgs(arguments));
    PlaywrightAssertions.setDefaultAssertionTimeout((double) PATIENCE.toMillis());
  }

  /**
   * Starts it.
   *
   * @throws org.opentest4j.TestAbortedException if there is none, so that the tests are skipped
   */
  static Chromium launch() {
    Path program =
        Path.of(
            Objects.requireNonNullElse(System.getenv("RELAY_TEST_CHROMIUM"), "/usr/bin/chromium"));
    if (!Files.isExecutable(program)) {
      String missing =
          "There is no Chromium at %s: install it, or set RELAY_TEST_CHROMIUM to its program"
              .formatted(program);
      if ("required".equals(System.getenv("RELAY_TEST_BROWSER"))) {
        throw new IllegalStateException(missing);
      }
      System.out.println(missing + ". The console is not tested.");
      Assumptions.abort(missing);
    }
    return new Chromium(program);
  }

  /**
   * Opens a tab that shares nothing with other tabs.
   *
   * @param relay whose console it shows
   * @param token of the person; null before they sign in
   */
  ConsoleTab tab(ConsoleRelay relay, @Nullable String token) {
    return tab(relay, token, DESKTOP, ColorScheme.LIGHT);
  }

  /** The same in a window of this width, in pixels, on a system with this theme. */
  ConsoleTab tab(ConsoleRelay relay, @Nullable String token, int width, ColorScheme theme) {
    var context =
        browser.newContext(
            new NewContextOptions()
                .setViewportSize(width, width == PHONE ? PHONE_HEIGHT : DESKTOP_HEIGHT)
                .setColorScheme(theme)
                .setLocale("en-GB"));
    if (token != null) {
      context.addInitScript("sessionStorage.setItem('relay.token', '%s')".formatted(token));
    }
    context.setDefaultTimeout((double) PATIENCE.toMillis());
    return new ConsoleTab(context, relay.console());
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
