package io.ringway.control.fleet;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** The balancers: who runs which revision, and how another one joins. */
@Controller
class BalancerPages {

  private final Fleet fleet;
  private final String publicUrl;

  BalancerPages(
      Fleet fleet, @Value("${ringway.public-url:http://localhost:8080}") String publicUrl) {
    this.fleet = fleet;
    this.publicUrl = publicUrl;
  }

  @GetMapping("/balancers")
  String balancers(Model model) {
    model.addAttribute("balancers", fleet.balancers());
    model.addAttribute("sentence", fleet.summary().sentence());
    model.addAttribute("publicUrl", publicUrl);
    return "fleet/balancers";
  }
}
