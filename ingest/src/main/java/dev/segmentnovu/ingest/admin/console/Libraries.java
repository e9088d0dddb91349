package dev.segmentnovu.ingest.admin.console;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.webjars.WebJarVersionLocator;

/**
 * The libraries that the page uses, from WebJars. Only the files that it needs are served, under
 * the names that the import map of the page gives them.
 */
final class Libraries {

  /** The directory of the libraries among the files of the console. */
  static final String DIRECTORY = "lib/";

  /** The directory of what draws plots, which few pages need. */
  static final String PLOTS = DIRECTORY + "uplot/";

  private static final String LIT_HTML = "lit-html";
  private static final String REACTIVE_ELEMENT = "lit__reactive-element";
  private static final String UPLOT = "uplot";

  /** What a module imports, and the file that it gets. */
  private static final Map<String, String> IMPORTS = imports();

  private Libraries() {}

  private static Map<String, String> imports() {
    Map<String, String> imports = new LinkedHashMap<>();
    imports.put("lit", "lit/index.js");
    imports.put("lit/directives/", "lit-html/directives/");
    imports.put("lit-element/lit-element.js", "lit-element/lit-element.js");
    imports.put("lit-html", "lit-html/lit-html.js");
    imports.put("lit-html/", "lit-html/");
    imports.put("@lit/reactive-element", "reactive-element/reactive-element.js");
    imports.put("uplot", "uplot/uPlot.js");
    return imports;
  }

  /**
   * The files by their path.
   *
   * @throws IllegalStateException if one is not packaged
   */
  static Map<String, byte[]> files() {
    var jars = new WebJarVersionLocator();
    Map<String, byte[]> files = new LinkedHashMap<>();
    add(files, jars, "lit/index.js", "lit", "index.js");
    add(files, jars, "lit-element/lit-element.js", "lit-element", "lit-element.js");
    for (String name :
        new String[] {
          "lit-html.js",
          "is-server.js",
          "directive.js",
          "directive-helpers.js",
          "directives/live.js",
          "directives/repeat.js"
        }) {
      add(files, jars, "lit-html/" + name, LIT_HTML, name);
    }
    for (String name : new String[] {"reactive-element.js", "css-tag.js"}) {
      add(files, jars, "reactive-element/" + name, REACTIVE_ELEMENT, name);
    }
    files.put(PLOTS + "uPlot.js", uplot(jars));
    return files;
  }

  private static void add(
      Map<String, byte[]> files,
      WebJarVersionLocator jars,
      String path,
      String webJar,
      String name) {
    files.put(DIRECTORY + path, read(jars, webJar, name));
  }

  /**
   * The module of uPlot is not minified. Its minified script is half as large, and one more line
   * makes it a module.
   */
  private static byte[] uplot(WebJarVersionLocator jars) {
    String script = new String(read(jars, UPLOT, "dist/uPlot.iife.min.js"), StandardCharsets.UTF_8);
    return (script + "\nexport default uPlot;\n").getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] read(WebJarVersionLocator jars, String webJar, String name) {
    String path = jars.fullPath(webJar, name);
    if (path == null) {
      throw new IllegalStateException("The WebJar " + webJar + " is not packaged");
    }
    return Resources.read("/" + path);
  }

  /** The import map of a page whose files are below {@code base}, which ends with a slash. */
  static String importMap(String base) {
    return IMPORTS.entrySet().stream()
        .map(each -> "\"" + each.getKey() + "\":\"" + base + DIRECTORY + each.getValue() + "\"")
        .collect(Collectors.joining(",", "{\"imports\":{", "}}"));
  }
}
