// Plans of made-up problems by core/plan/search.js: node plan_search.mjs JS FOLDER PROBLEMS.

const [, , js, , given] = process.argv;
const { createSpace, Search } = await import(`${js}/core/plan/search.js`);
const { limits, problems } = JSON.parse(given);
const answers = [];
for (const { least, most, weight, points, gain, harm, allowed, noise } of problems) {
  const space = createSpace({ least, most, weight, points }, limits);
  const judge = async (x) => ({ noise, gain: gained(x), holds: (part) => sum(x, (level, v) => harm[v] * level) <= part * allowed });
  const search = new Search(space, judge, limits);
  function gained(x) {
    let all = 0;
    for (let v = 0; v < x.length; v++) {
      all += (gain.most[v] * x[v]) / (x[v] + gain.half[v]);
      for (let u = 0; u < v; u++) all -= gain.shared[u][v] * Math.min(x[u], x[v]);
    }
    return all;
  }
  const best = await search.best();
  const useful = await search.useful();
  answers.push({ best, useful, cheapest: await search.cheapest(best), cost: space.cost(best) });
}
console.log(JSON.stringify(answers));
function sum(list, figure) { return list.reduce((all, x, v) => all + figure(x, v), 0); }
