"""A digest as six words, which people compare by reading them to each other. Pure.

Eleven bits a word, so six words hold the first 66 bits of a digest: enough to see that two screens show the same bytes,
which is all that they are for. What is signed and verified is the digest itself.
"""

from __future__ import annotations

_BITS = 11
_COUNT = 6
#: 2,048 short English words in alphabetical order; the order is part of the format.
_TEXT = """
    able about above absent absorb accent accept access acid acorn across act active actor actual adapt add adjust
    admire admit adopt adult advice affair afford afraid after again agent agile agree ahead aim air aisle alarm
    album alder alert alike alive alley allow almond almost alone along alpine also alter always amber amount ample
    amuse anchor angel anger angle animal ankle annual answer ant anthem antler anvil apart apple april apron arch
    arena argue arm armor army aroma around arrive arrow art artist ash aside ask aspen asset assist atlas atom
    attach attend attic august aunt autumn avenue avoid awake award aware away awning axis axle azure baby back
    bacon badge badger bag bake baker ball ballad bamboo banana band bank banner bar barber bark barley barn barrel
    base basic basil basin basket bat batch bath baton battle beach beacon bead beak beam bean beard beast beauty
    beaver become bed beech beef beetle before begin behave behind being belief bell belong below belt bench bend
    beside best better beyond big bike bill bind birch bird birth bishop bite bitter black blade blame blank blaze
    bleak blend bless blind blink block bloom blouse blow blue bluff blunt blush boat bobcat body boil bold bolt
    bone bonus book boost boot border borrow boss both bottle bottom bounce bowl box boy brain branch brand brass
    brave bread break breath breeze brew brick bride bridge brief bright bring brisk broad broken bronze brook broom
    brown brush bubble bucket buckle bud budget build bulb bull bundle burden burrow bus bush busy butter button
    buyer buzz cabin cable cactus cage calf call calm camel camera camp canal candle candy cane canoe canvas canyon
    cap cape car carbon card cargo carol carpet carrot carry cart carve castle casual cat catch cattle cause cedar
    cell cellar cement center chain chair chalk chance change chapel charge charm chart chase cheap check cheek
    cheer cheese cherry chess chest chief child chill chime chin choice choir choose chorus chunk church cider
    cinema circle circus citrus city civic claim clap clay clean clear clerk clever cliff climb clinic clip cloak
    clock cloth cloud clover clown club clue coach coal coast cobalt cobra cobweb cocoa code coffee coil coin cold
    collar colony color column comb come comet comic common cone cook cool copper copy coral cork corn corner cost
    cotton couch cougar count couple course court cousin cover cow coyote crab cradle craft crane crash crater
    crayon cream create creek crew crisp crop cross crowd crown cruise crumb crust cube cuckoo cup curb cure curl
    curve custom cycle dad daily dairy daisy dam dance danger daring dark dart dash data date dawn day deal debate
    decade decent decide deck deep deer defend degree delay delta demand denim dense depend depth derby design desk
    detail detect device dial diary dice diet differ dig dinner direct dirt dish ditch dive divide dock doctor dog
    doll domain donkey door dot double doubt dough dove down dozen draft dragon drain drama draw drawer dream dress
    drift drill drink drive drop drum dry duck duet duke dune during dusk dust duty dwarf dwell each eager eagle
    early earn earth ease east easy eat echo edge edit editor effect effort egg either elbow elder elf elk elm else
    ember empire empty enamel end endure energy engine enjoy enough enter entire entry equal equip era errand escape
    essay estate even event ever evolve exact exceed excite exist exit exotic expand expect expert export extend
    extra fable fabric face fact factor fade fair fairy faith falcon fall fame family famous fan fancy far farm fast
    father fault favor fawn feast fee feed feel fellow fence fern ferry fetch fever few fiber fiddle field fig
    figure file fill film filter final finch find fine finger finish fire firm first fish fist fit five fix flag
    flame flash flask flat flavor flax fleet flight flint flip float flock flood floor flow flower fluid flute fly
    foam focus fog foil fold folk follow food foot force forest forge forget fork form formal former fort forum
    fossil found fox frame free freeze fresh friend fringe frog front frost frozen fruit fuel full fun funnel funny
    fur future gable gadget gain galaxy gallop game garage garden garlic gas gate gather gauge gear gem gentle get
    ghost giant gift ginger girl give glad glance glass gleam glide globe glory glove glow glue goal goat gold
    golden golf good goose gorge gospel grace grade grain grand grant grape graph grasp grass gravel gravy gray
    great green greet grid grill grin grip ground group grove grow guard guess guest guide guitar gulf gull gust gym
    habit hail hair half hall halo ham hammer hand handle handy happen happy harbor hard hardly harp hasty hat hatch
    haven hawk hay hazel head heal health heap hear heart hearth heat heavy hedge height helmet help hen herb here
    hero heron hidden high hike hill hint hire hit hobby hockey hold hollow holly home honest honey hood hoof hook
    hop hope horn horse host hotel hound house hover how huge human humble humor hunt hurry husky hut hybrid ice
    icicle icon idea ideal igloo image impact import inch income index indoor infant inform ink inland inn inner
    input insect inside intend into invent invest iris iron island ivory ivy jacket jade jaguar jam jar jaw jazz
    jelly jet jewel jigsaw job jockey join joint joke jolly joy judge juice july jump june jungle junior jury just
    kayak keen keep kelp kennel kernel kettle kick kind king kiosk kit kite kitten kiwi knee knife knit knob knock
    know koala label labor lace ladder lady lagoon lake lamb lamp lance land lane lap laptop lark laser last late
    lather laugh launch laurel lava law lawn lawyer layer lazy leader leaf league lean learn lease leave ledge left
    leg legal legend lemon lend length lens lesson letter level lever lichen lid life lift light like lilac lily
    limb lime limit linden line linen link lion lip liquid list listen liter little lively lizard llama load loaf
    lobby local lock locust lodge loft logic lonely long look loom loop loose lotus loud lounge love low loyal lucky
    lumber lunar lunch lute luxury lyric magic magma magnet magpie mail major make mallet mammal manage mango manner
    manor mantle manual maple marble march margin marine mark market maroon marsh mask mason mass master match mate
    matter mature mauve may mayor maze meadow meal mean medal media meet mellow melody melon memory mend menu mercy
    merge merit merry mesh metal meteor method middle mild mile milk mill mimic mind mine minor mint mirror miss
    mist mitten mix mobile model modern modest mole moment monday money monkey month moon moose moral more mosaic
    moss most moth mother motion motor mount mouse mouth move movie much mud mule murmur muscle museum music must
    mutual myself myth nail name napkin narrow nation native nature navy near neat neck nectar need needle nephew
    nerve nest net never news next nice nickel night nimble noble nod noise noodle noon normal north nose notch note
    notice novel now nugget number nurse nut nutmeg nylon oak oasis oat oath oblong oboe obtain ocean odd offer
    office often oil okay old olive omega once onion only onward onyx opal open opera oppose option oracle orange
    orbit orchid order organ origin osprey other otter ounce outer outfit output oval oven over owl own owner oxen
    oxygen oyster ozone pace pack paddle page paint pair palace pale palm pan panda panel panic pansy paper parade
    parcel parent park parrot part party pass past pasta paste pastel pastry patch path patrol pause pave peace
    peach peak peanut pearl pebble pedal pen pencil people pepper perch period permit person pet petal phone photo
    phrase piano pick pickle picnic pier pig pigeon pillar pillow pilot pin pine pink pipe pitch pixel pizza place
    plan planet plank plant plate play plaza please pledge plenty plot plow pluck plug plum plume plus pocket poet
    point polar pole police polish polite pollen pond pony pool poplar poppy porch port portal pose possum post
    poster potato pouch pound powder power praise prefer press pretty price pride prince print prior prism prize
    profit proof proper proud prove public puffin pull pulse puma pump punch pupil puppet puppy pure purple purse
    push puzzle python quail quaint quarry quart quartz queen quest quick quiet quill quilt quince quit quite quiver
    quiz quota quote rabbit race rack radar radio radish raft rail rain raise raisin rally ramp ranch random range
    rapid rare rascal rate rather raven raw ray razor reach react ready real reason rebel recall recipe red reduce
    reef refer reform region regret relax relay relief rely remain remark remedy remind remote remove render renew
    rent repair repeat reply report rescue resist result retire return reveal review reward rhyme rhythm rib ribbon
    rice rich ride ridge right rigid ring ripe ripple rise river road roar roast robe robin robot rock rocket rodeo
    roll roof room root rope rose roster rotate rough round rover royal rubber ruby rudder rug rugby rule rumor run
    rural rush rust rustic saddle safari safe saga sage sailor saint salad salmon salon salt salute same sample sand
    sandal satin saturn sauce saucer save say scale scarf scenic scent school scoop score scout scrap screen script
    scroll seal search season seat second secret secure see seed seek select self sell senate send senior sequel
    serene series serve set settle seven shade shadow shake shape share shark sharp shed sheep sheet shelf shell
    shield shift shine ship shirt shoe shop shore short show shower shrimp shrub shy side siege silent silk silly
    silver simple since sing single sink siren sister size skate sketch ski skill skin skip skirt sky slab slate
    sleep sleet sleeve slice slide slim slope slot slow small smart smile smoke smooth snack snail snake snap snow
    soap soccer social sock soda sofa soft soil solar solid solo solve sonar song sonnet soon sort sound soup source
    south space spade spare spark speak speech speed spell spend sphere spice spider spike spin spiral spirit splash
    split sponge spoon sport spot spray spread spring spruce spur square squash squid stable stack staff stage stamp
    stand star start state statue stay steady steam steel steep stem step stereo stern stick still stitch stock
    stone stool stop store stork storm story stove straw stream street strict string strong studio study style
    submit subway such sudden sugar suit summer summit sun sunday sunny sunset super supper supply sure surf swamp
    swan swap swarm sweet swift swim swing switch sword symbol syrup system table tablet tackle tailor take tale
    talent talk tall tame tan tangle tango tank tape target tart task tassel taste tavern taxi tea teach teal team
    teapot tell temper temple ten tenant tender tennis tenor tent term test text thank thaw theme theory thick thin
    thing think third thirty thorn thread three thrift thrive throne throw thumb ticket tide tidy tie tiger tile
    till timber time timid tin tiny tip tissue title toad toast today toffee token tomato tone tongue tonic tool
    tooth top topaz topic torch total toucan touch tour toward towel tower town toy trace track trade trail train
    trait travel tray treat tree trend trial tribe trick trim trip triple trophy trot trout truck true trunk trust
    truth try tub tube tulip tulle tuna tundra tunnel turban turkey turn turnip turret turtle tutor twelve twenty
    twice twig twin twist type uncle under unfold union unique unit unity until update uphold upon upper upset urban
    urge useful usher usual utmost vacant vacuum vague valid valley value valve van vanish vapor vase vast vault
    vector velvet vendor verb verge verse very vessel vest video view villa vine violet violin virtue vision visit
    visual vital vivid vocal voice volume vote vowel voyage wafer wagon wait wake walk wall walnut walrus waltz
    wander want warm warn wash wasp watch water wave wax way weasel weave wedge well west wet whale wheat wheel when
    while whisk white whole wicker wide widow width wild will willow win window wing winner winter wire wisdom wise
    wish wolf woman wonder wooden wool word work world worm worry worth wrap wreath wren wrench wrist yacht yard
    yarn yawn year yeast yellow yes yet yield yoga yogurt yolk yonder young youth zebra zenith zephyr zero zigzag
    zinc zipper zodiac zone zoo zoom
"""
WORDS = tuple(_TEXT.split())


def six_words(digest: str) -> str:
    """The first 66 bits of a digest (hexadecimal) as six words, joined by hyphens; the same everywhere.

    Raises:
        ValueError: it has fewer bits, or is not hexadecimal.
    """
    content = bytes.fromhex(digest)
    spare = len(content) * 8 - _BITS * _COUNT
    if spare < 0:
        raise ValueError("a digest of at least 66 bits is needed")
    number = int.from_bytes(content, "big") >> spare
    return "-".join(WORDS[(number >> _BITS * place) % len(WORDS)] for place in reversed(range(_COUNT)))
