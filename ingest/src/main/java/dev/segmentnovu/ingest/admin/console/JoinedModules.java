package dev.segmentnovu.ingest.admin.console;

import java.net.URI;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Joins the modules of each page, and those that pages share, into one file each: a browser then
 * loads a tenth of the files and three quarters of the bytes. Each module becomes a function that
 * returns what it exports, so names need not differ between modules. Pure.
 *
 * <p>It reads the form of modules that the console has: imports by name or for effect, each export
 * at its declaration, no import in a circle.
 */
final class JoinedModules {

  /** The file of the shared modules. */
  static final String SHARED = "js/main.js";

  static final String SCRIPTS = "js/";
  static final String PAGES = "js/pages/";
  static final String SUFFIX = ".js";

  private static final Pattern IMPORT =
      Pattern.compile("(?m)^import (?:\\{([^}]*)} from )?\"([^\"]+)\";\\n");

  private static final Pattern EXPORT =
      Pattern.compile("(?m)^export (?=(?:async function|function|class|const) (\\w+))");

  private static final Pattern OTHER_FORM = Pattern.compile("(?m)^(?:import|export)\\b");
  private static final Pattern NOT_IN_NAMES = Pattern.compile("\\W+");

  private final Map<String, String> modules;

  /** The modules of each file, each behind those that it imports. */
  private final Map<String, Set<String>> files = new TreeMap<>();

  private JoinedModules(Map<String, String> modules) {
    this.modules = modules;
    new TreeSet<>(modules.keySet()).forEach(path -> place(path, new LinkedHashSet<>()));
  }

  /**
   * The joined files by their path.
   *
   * @param modules the text of each module by its path, which starts with {@code js/}
   * @throws IllegalStateException if a module has another form, or imports what is not there
   */
  static Map<String, String> of(Map<String, String> modules) {
    var joined = new JoinedModules(modules);
    Map<String, String> texts = new LinkedHashMap<>();
    joined.files.forEach((file, parts) -> texts.put(file, joined.text(file, parts)));
    return texts;
  }

  private static String fileOf(String path) {
    if (!path.startsWith(PAGES)) {
      return SHARED;
    }
    int end = path.indexOf('/', PAGES.length());
    return end < 0 ? path : path.substring(0, end) + SUFFIX;
  }

  private void place(String path, Set<String> importers) {
    Set<String> placed = files.computeIfAbsent(fileOf(path), file -> new LinkedHashSet<>());
    if (placed.contains(path)) {
      return;
    }
    if (!importers.add(path)) {
      throw new IllegalStateException(path + " imports itself, through " + importers);
    }
    for (MatchResult each : imports(path)) {
      if (isModule(each.group(2))) {
        place(resolve(path, each.group(2)), importers);
      }
    }
    importers.remove(path);
    placed.add(path);
  }

  private List<MatchResult> imports(String path) {
    String text = modules.get(path);
    if (text == null) {
      throw new IllegalStateException("There is no module " + path);
    }
    return IMPORT.matcher(text).results().toList();
  }

  private static boolean isModule(String imported) {
    return imported.startsWith(".");
  }

  private static String resolve(String path, String imported) {
    return URI.create("/" + path).resolve(imported).getPath().substring(1);
  }

  private String text(String file, Set<String> parts) {
    Set<String> libraries = new LinkedHashSet<>();
    Set<String> shared = new LinkedHashSet<>();
    for (String part : parts) {
      for (MatchResult each : imports(part)) {
        if (!isModule(each.group(2))) {
          libraries.add(each.group(2));
        } else if (!parts.contains(resolve(part, each.group(2)))) {
          shared.add(nameOf(sharedBy(part, resolve(part, each.group(2)))));
        }
      }
    }
    var text = new StringBuilder();
    for (String library : libraries) {
      text.append("import * as " + nameOf(library) + " from \"" + library + "\";\n");
    }
    if (!shared.isEmpty()) {
      text.append("import { " + String.join(", ", shared) + " } from \"../main.js\";\n");
    }
    parts.forEach(part -> append(text, part));
    if (file.equals(SHARED)) {
      text.append("export { " + names(parts) + " };\n");
    }
    return text.toString();
  }

  private static String sharedBy(String importer, String imported) {
    if (!fileOf(imported).equals(SHARED)) {
      throw new IllegalStateException(
          importer + " imports " + imported + " of another page: move it to what pages share");
    }
    return imported;
  }

  private static String names(Collection<String> paths) {
    return paths.stream().map(JoinedModules::nameOf).collect(Collectors.joining(", "));
  }

  /** The name that stands for a module or a library in a joined file. */
  private static String nameOf(String path) {
    String name =
        path.startsWith(SCRIPTS)
            ? path.substring(SCRIPTS.length(), path.length() - SUFFIX.length())
            : path;
    return "$" + NOT_IN_NAMES.matcher(name).replaceAll("_");
  }

  private void append(StringBuilder text, String path) {
    String module = modules.get(path);
    List<String> exported = EXPORT.matcher(module).results().map(each -> each.group(1)).toList();
    String bound =
        IMPORT.matcher(module).replaceAll(each -> Matcher.quoteReplacement(bindingOf(path, each)));
    String body = EXPORT.matcher(bound).replaceAll("").strip();
    if (OTHER_FORM.matcher(body).find()) {
      throw new IllegalStateException(
          path + " has an import or an export of another form than JoinedModules reads");
    }
    text.append("const " + nameOf(path) + " = (() => {\n" + body);
    text.append("\nreturn { " + String.join(", ", exported) + " };\n})();\n");
  }

  /** An import of names is the same as taking them out of an object that has them. */
  private static String bindingOf(String path, MatchResult each) {
    String names = each.group(1);
    if (names == null) {
      return "";
    }
    String from = isModule(each.group(2)) ? resolve(path, each.group(2)) : each.group(2);
    return "const {" + names.replace(" as ", ": ") + "} = " + nameOf(from) + ";\n";
  }
}
