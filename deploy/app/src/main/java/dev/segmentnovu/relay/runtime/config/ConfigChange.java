package dev.segmentnovu.relay.runtime.config;

import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.SettingLine;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A change of the configuration that took effect. Pure.
 *
 * @param before the configuration before
 * @param settingsBefore its settings
 * @param after the configuration that runs now
 * @param settingsAfter its settings
 */
public record ConfigChange(
    RelayConfig before,
    List<SettingLine> settingsBefore,
    RelayConfig after,
    List<SettingLine> settingsAfter) {

  /** A text names so many paths at most; nobody reads more. */
  private static final int MOST_NAMED = 8;

  public ConfigChange {
    settingsBefore = List.copyOf(settingsBefore);
    settingsAfter = List.copyOf(settingsAfter);
  }

  /**
   * What changed, by its paths in the file: {@code sources.web.workflows, queue.lease}; empty if
   * nothing did that this process uses. Of what has no value to show, such as rules and secrets,
   * the place in the file is named.
   */
  public String text() {
    Set<String> changed = new LinkedHashSet<>();
    sources(changed);
    Map<String, SettingLine> known = byPath(settingsBefore);
    Map<String, SettingLine> now = byPath(settingsAfter);
    Set<String> paths = new LinkedHashSet<>(now.keySet());
    paths.addAll(known.keySet());
    for (String path : paths) {
      boolean named = changed.stream().anyMatch(each -> path.startsWith(each + "."));
      if (!named && !Objects.equals(value(known.get(path)), value(now.get(path)))) {
        changed.add(path);
      }
    }
    addHidden(changed);
    List<String> all = List.copyOf(changed);
    return String.join(", ", all.subList(0, Math.min(MOST_NAMED, all.size())))
        + (all.size() > MOST_NAMED ? " and " + (all.size() - MOST_NAMED) + " more" : "");
  }

  /** Sources that came and went. */
  private void sources(Set<String> changed) {
    Set<String> names = new TreeSet<>(before.sourceNames());
    names.addAll(after.sourceNames());
    for (String name : names) {
      if (before.sourceNames().contains(name) != after.sourceNames().contains(name)) {
        changed.add("sources." + name);
      }
    }
  }

  /** Changes of what the settings do not show. */
  private void addHidden(Set<String> changed) {
    for (RelayConfig.Source source : after.sources()) {
      if (before.source(source.name()).filter(same -> !same.equals(source)).isPresent()) {
        addUnlessWithin(changed, "sources." + source.name());
      }
    }
    if (!before.alerts().equals(after.alerts())) {
      addUnlessWithin(changed, "alerts");
    }
    if (!before.admin().equals(after.admin())) {
      addUnlessWithin(changed, "admin");
    }
  }

  private static void addUnlessWithin(Set<String> changed, String path) {
    if (changed.stream().noneMatch(each -> each.equals(path) || each.startsWith(path + "."))) {
      changed.add(path);
    }
  }

  private static Map<String, SettingLine> byPath(List<SettingLine> lines) {
    Map<String, SettingLine> byPath = new LinkedHashMap<>();
    lines.forEach(line -> byPath.put(line.path(), line));
    return byPath;
  }

  private static @Nullable String value(@Nullable SettingLine line) {
    return line == null ? null : line.secret() ? String.valueOf(line.set()) : line.value();
  }
}
