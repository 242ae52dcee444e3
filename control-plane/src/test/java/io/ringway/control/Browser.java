package io.ringway.control;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.logging.Level;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.Cookie;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/** The headless Chromium of this machine. */
final class Browser implements AutoCloseable {

  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
  private static final Path SCREENSHOTS = Path.of("target/screenshots");
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final ChromeDriver driver;
  private final String base;
  private final String axe;

  private Browser(ChromeDriver driver, String base, String axe) {
    this.driver = driver;
    this.base = base;
    this.axe = axe;
  }

  /**
   * Starts Chromium. Skips the test on a machine without it, or fails it when all tests are
   * required.
   */
  static Browser open(String base) throws IOException {
    boolean there = Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
    if (Boolean.parseBoolean(System.getenv("RINGWAY_REQUIRE_ALL"))) {
      Assertions.assertTrue(there, "Install chromium and chromium-driver.");
    }
    Assumptions.assumeTrue(there, "chromium and chromium-driver are not installed");
    ChromeOptions options = new ChromeOptions();
    options.setBinary(CHROMIUM.toFile());
    options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu");
    LoggingPreferences console = new LoggingPreferences();
    console.enable(LogType.BROWSER, Level.ALL);
    options.setCapability("goog:loggingPrefs", console);
    ChromeDriverService service =
        new ChromeDriverService.Builder().usingDriverExecutable(DRIVER.toFile()).build();
    Files.createDirectories(SCREENSHOTS);
    Browser browser = new Browser(new ChromeDriver(service, options), base, axe());
    browser.width(1280);
    return browser;
  }

  /** Starts Chromium and sets this control plane up, with the administrator Ada. */
  static Browser ofAdministrator(int port, Path data) throws IOException {
    Browser browser = open("http://localhost:" + port);
    String link = Files.readString(data.resolve("setup-url")).strip();
    browser.go(link.substring(link.indexOf("/setup")));
    browser.type("#name", "ada");
    browser.type("#password", "a long enough password");
    browser.type("#repeated", "a long enough password");
    browser.click("button[type=submit]");
    browser.sees("h1", "Overview");
    return browser;
  }

  private static String axe() throws IOException {
    String home = "/META-INF/maven/org.webjars.npm/axe-core/pom.properties";
    try (InputStream pom = Objects.requireNonNull(Browser.class.getResourceAsStream(home))) {
      Properties about = new Properties();
      about.load(pom);
      String script =
          "/META-INF/resources/webjars/axe-core/" + about.getProperty("version") + "/axe.min.js";
      try (InputStream source = Objects.requireNonNull(Browser.class.getResourceAsStream(script))) {
        return new String(source.readAllBytes(), StandardCharsets.UTF_8);
      }
    }
  }

  void go(String path) {
    driver.get(path.startsWith("http") ? path : base + path);
  }

  String path() {
    return Objects.requireNonNull(driver.getCurrentUrl()).substring(base.length());
  }

  /** Enables or disables the scripts of pages; the test can still evaluate scripts of its own. */
  void scripts(boolean allowed) {
    driver.executeCdpCommand("Emulation.setScriptExecutionDisabled", Map.of("value", !allowed));
  }

  /** Sets the width of the screen in CSS pixels. */
  void width(int pixels) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", pixels, "height", 900, "deviceScaleFactor", 1, "mobile", false));
  }

  void theme(String name) {
    driver.manage().addCookie(new Cookie("ringway-theme", name));
  }

  WebElement find(String css) {
    return waiting().until(_ -> driver.findElement(By.cssSelector(css)));
  }

  void type(String css, String text) {
    WebElement field = find(css);
    field.clear();
    field.sendKeys(text);
  }

  void click(String css) {
    WebElement place = find(css);
    driver.executeScript("arguments[0].scrollIntoView({block: 'center'})", place);
    place.click();
  }

  /** Waits until the element shows this text. */
  void sees(String css, String text) {
    waiting()
        .withMessage(() -> "No '" + text + "' in " + css + " of " + driver.getCurrentUrl())
        .until(_ ->
            driver.findElements(By.cssSelector(css)).stream()
                .anyMatch(place -> place.getText().contains(text)));
  }

  /** Waits until the element no longer shows this text. */
  void changes(String css, String before) {
    waiting()
        .withMessage(() -> "Still '" + before + "' in " + css + " of " + driver.getCurrentUrl())
        .until(_ -> !driver.findElement(By.cssSelector(css)).getText().equals(before));
  }

  int count(String css) {
    return driver.findElements(By.cssSelector(css)).size();
  }

  Object script(String source) {
    return Objects.requireNonNull(driver.executeScript(source));
  }

  void screenshot(String name) throws IOException {
    Files.write(SCREENSHOTS.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
  }

  /** Tells whether no element is wider than the screen. */
  boolean fits() {
    return Boolean.TRUE.equals(
        script("return document.documentElement.scrollWidth <= window.innerWidth"));
  }

  /** Returns the rule and the element of each violation that axe-core finds on this page. */
  List<?> accessibilityFaults() {
    driver.executeScript(axe);
    Object found =
        driver.executeAsyncScript(
            """
            const done = arguments[arguments.length - 1];
            axe.run({runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]})
              .then(all => done(all.violations.map(v => v.id + ": "
                + v.nodes.map(n => n.target.join(" ") + " " + n.failureSummary).join(" | "))),
                broken => done([String(broken)]));
            """);
    return (List<?>) Objects.requireNonNull(found);
  }

  /**
   * Returns the errors of the console since the last call, violations of the content security
   * policy included.
   */
  List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.SEVERE.intValue())
        .map(LogEntry::getMessage)
        .toList();
  }

  private WebDriverWait waiting() {
    WebDriverWait wait = new WebDriverWait(driver, PATIENCE);
    wait.ignoring(org.openqa.selenium.NoSuchElementException.class);
    wait.ignoring(org.openqa.selenium.StaleElementReferenceException.class);
    return wait;
  }

  @Override
  public void close() {
    driver.quit();
  }
}
