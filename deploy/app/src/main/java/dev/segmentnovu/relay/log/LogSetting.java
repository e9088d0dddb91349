package dev.segmentnovu.relay.log;

import ch.qos.logback.core.PropertyDefinerBase;
import dev.segmentnovu.config.setting.LogVariable;

/** Gives logback the value of a {@link LogVariable}: the default in place of a wrong value. */
public final class LogSetting extends PropertyDefinerBase {

  private LogVariable setting = LogVariable.LEVEL;

  /**
   * Names the variable whose value logback gets. Logback calls it.
   *
   * @param name of a {@link LogVariable}
   */
  public void setName(String name) {
    setting = LogVariable.valueOf(name);
  }

  @Override
  public String getPropertyValue() {
    return setting.in(System.getenv());
  }
}
